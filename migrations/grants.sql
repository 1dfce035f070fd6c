-- What patron_owner needs in a configured database: to make tables in schema public, and the extension
-- pg_trgm. Run in that database as its owner or a superuser; idempotent.
do $$
begin
  if not has_database_privilege('patron_owner', current_database(), 'create') then
    execute format('grant create on database %I to patron_owner', current_database());
  end if;
  if not has_schema_privilege('patron_owner', 'public', 'create') then
    grant usage, create on schema public to patron_owner;
  end if;
end
$$;
