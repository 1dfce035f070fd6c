-- Where the people of a rule are found without a look at rows: each index holds all that such a rule asks.

-- Orders that count, by date.
create index orders_date_idx on orders (order_date) include (customer_id, store_net)
  where status not in ('cancelled', 'returned');

-- Lines that count, of a category: in a span, and of all times person by person, so that sums need no hash of everybody.
create index order_items_category_date_idx on order_items (category_key, order_date) include (customer_id, store_amount)
  where counted;
create index order_items_category_customer_idx on order_items (category_key, customer_id) include (store_amount)
  where counted;

drop index customer_rfm_group_idx;
create index customer_rfm_group_idx on customer_rfm (rfm_group, customer_id);

-- Whom conditions that are true of nearly everybody leave out: who is found by other means is looked up here instead of
-- in the profiles.
create index customer_profiles_erased_idx on customer_profiles (id) where status = 'erased';
create index customer_profiles_inactive_idx on customer_profiles (id) include (status) where status <> 'active';
create index customer_profiles_unverified_idx on customer_profiles (id) include (status) where not email_verified;
create index customer_profiles_unrecorded_idx on customer_profiles (id) include (status)
  where email_consent_basis is null and sms_consent_basis is null and whatsapp_consent_basis is null;

create index customer_profiles_domain_idx on customer_profiles (email_domain, id);

-- With what rules ask beside the last login, and beside what was spent.
drop index customer_activity_last_login_idx;
create index customer_activity_last_login_idx on customer_activity (last_login_at, customer_id)
  include (signup_date, status);
drop index customer_profiles_total_spent_idx;
create index customer_profiles_total_spent_idx on customer_profiles (total_spent, id) include (status);
