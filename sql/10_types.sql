-- The composite types. Column for column they are the tables of src/core/order.h,
-- and the views of the store carry the same names.

CREATE TYPE orderhook_provider AS ENUM ('bbot', 'mipos', 'flybuy', 'fulflld', 'revo');

CREATE TYPE orderhook_verdict AS (
    valid    boolean,
    strength text,
    reason   text,
    key_id   text
);

CREATE TYPE orderhook_problem AS (
    severity text,
    path     text,
    expected text,
    found    text
);

CREATE TYPE orderhook_modifier AS (
    line_no       integer,
    modifier_no   integer,
    external_id   text,
    group_id      text,
    name          text,
    quantity      numeric,
    unit_price    numeric,
    tax           numeric,
    total         numeric,
    price_in_item boolean
);

CREATE TYPE orderhook_item AS (
    line_no         integer,
    external_id     text,
    product_id      text,
    name            text,
    quantity        numeric,
    unit_price      numeric,
    modifiers_total numeric,
    discount        numeric,
    tax             numeric,
    tip             numeric,
    total           numeric,
    tax_rate        numeric,
    status          text,
    provider_status text,
    seat            text,
    course          text,
    voided          boolean,
    notes           text,
    modifiers       orderhook_modifier[]
);

CREATE TYPE orderhook_charge AS (
    charge_no         integer,
    line_no           integer,
    kind              text,
    name              text,
    amount            numeric,
    included_in_price boolean
);

CREATE TYPE orderhook_payment AS (
    payment_no      integer,
    kind            text,
    method          text,
    provider_method text,
    amount          numeric,
    tip             numeric,
    status          text,
    external_id     text,
    invoice_number  text,
    card_brand      text,
    paid_at         timestamptz
);

CREATE TYPE orderhook_party AS (
    role        text,
    external_id text,
    name        text,
    email       text,
    phone       text,
    address     text,
    latitude    numeric,
    longitude   numeric,
    vehicle     text,
    plate       text
);

CREATE TYPE orderhook_delivery AS (
    state         text,
    courier_id    text,
    pickup_from   timestamptz,
    pickup_until  timestamptz,
    dropoff_from  timestamptz,
    dropoff_until timestamptz,
    eta_at        timestamptz,
    picked_up_at  timestamptz,
    delivered_at  timestamptz,
    pickup_name   text,
    dropoff_city  text,
    proofs        jsonb
);

CREATE TYPE orderhook_arrival AS (
    state      text,
    eta_at     timestamptz,
    arrived_at timestamptz,
    area       text,
    vehicle    text
);

CREATE TYPE orderhook_customer AS (
    external_id  text,
    external_ref text,
    active       boolean,
    name         text,
    tax_id       text,
    email        text,
    phone        text,
    web          text,
    address      text,
    city         text,
    region       text,
    postal_code  text,
    country      text,
    notes        text,
    created_at   timestamptz,
    updated_at   timestamptz,
    deleted_at   timestamptz
);

CREATE TYPE orderhook_product AS (
    external_id       text,
    store_external_id text,
    kind              text,
    name              text,
    description       text,
    price             numeric,
    image_url         text,
    deleted_at        timestamptz
);

CREATE TYPE orderhook_order AS (
    event               text,
    provider_event      text,
    external_id         text,
    external_ref        text,
    display_number      text,
    store_external_id   text,
    service_type        text,
    is_test             boolean,
    is_refund           boolean,
    refund_of           text,
    lifecycle           text,
    order_state         text,
    prep_state          text,
    delivery_state      text,
    arrival_state       text,
    payment_state       text,
    provider_status     text,
    placed_at           timestamptz,
    provider_updated_at timestamptz,
    due_at              timestamptz,
    due_from            timestamptz,
    due_until           timestamptz,
    closed_at           timestamptz,
    cancelled_at        timestamptz,
    subtotal            numeric,
    discount            numeric,
    fee                 numeric,
    tax                 numeric,
    tip                 numeric,
    total               numeric,
    computed_total      numeric,
    paid                numeric,
    refunded            numeric,
    tax_inclusive       boolean,
    item_count          numeric,
    guests              integer,
    table_name          text,
    staff               text,
    notes               text,
    items               orderhook_item[],
    charges             orderhook_charge[],
    payments            orderhook_payment[],
    parties             orderhook_party[],
    deliveries          orderhook_delivery[],
    arrival             orderhook_arrival,
    problems            orderhook_problem[],
    customer            orderhook_customer,
    products            orderhook_product[]
);

