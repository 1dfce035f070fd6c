-- What waits for somebody who never comes is forgotten in the end, as is what was refused long ago; and of what pages
-- say of one person only the newest waits.
alter table waiting_events add column from_page boolean not null default false;
create index waiting_events_received_idx on waiting_events (received_at);
grant delete on rejected_events to patron_staff;
