-- Roles are cluster-wide, so they are made here and not in a migration. Run as a role that may create
-- roles; idempotent. On a configured PostgreSQL this is the script that `patron migrate --print-grants` prints.
do $$
declare
  role_name text;
begin
  -- two servers that start at once must not both create a role
  perform pg_advisory_xact_lock(hashtextextended('patron.roles', 0));
  foreach role_name in array array['patron_owner', 'patron_staff', 'patron_customer'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
  end loop;
  -- the connecting role acts as each of them, and as nothing more
  foreach role_name in array array['patron_owner', 'patron_staff', 'patron_customer'] loop
    if not pg_has_role(current_user, role_name, 'member') then
      execute format('grant %I to %I', role_name, current_user);
    end if;
  end loop;
end
$$;
