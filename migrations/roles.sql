-- Roles are cluster-wide, so they are made here and not in a migration. Run as a role that may create
-- roles; idempotent. On a configured PostgreSQL this is the script that `patron migrate --print-grants` prints.
do $$
declare
  role_name text;
  -- from 16 on, whoever creates a role is its member but may not act as it before SET is granted
  needed constant text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  -- Two servers that start at once must not both create a role. The lock is one of this database; the
  -- handlers below are for a server that starts in another database of the cluster at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('patron.roles', 0));
  foreach role_name in array array['patron_owner', 'patron_staff', 'patron_customer'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin', role_name);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
  -- the connecting role acts as each of them, and as nothing more
  foreach role_name in array array['patron_owner', 'patron_staff', 'patron_customer'] loop
    if not pg_has_role(current_user, role_name, needed) then
      begin
        execute format('grant %I to %I', role_name, current_user);
      exception when unique_violation then null;
      end;
    end if;
  end loop;
end
$$;
