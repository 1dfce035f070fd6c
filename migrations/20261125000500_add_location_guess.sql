-- Whether a profile's location is only what a file of networks told of an IP address: what anybody says counts for
-- more and replaces it.
alter table customer_profiles add column location_guessed boolean not null default false;

-- Whoever writes a location and says nothing of guessing has been told it.
create function location_was_said() returns trigger language plpgsql as $$
begin
  new.location_guessed := false;
  return new;
end
$$;
create trigger customer_profiles_location_said before update on customer_profiles
  for each row when (
    old.location is distinct from new.location and new.location_guessed = old.location_guessed
  )
  execute function location_was_said();
