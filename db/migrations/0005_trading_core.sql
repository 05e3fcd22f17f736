-- Terms of orders that rest, money that moves without a fill, and rows that steer the arena.

alter table decisions
  add column time_in_force text,
  add column target_order_id text;

alter table orders
  add column expires_at_ms bigint,
  add column post_only boolean not null default false,
  add column reduce_only boolean not null default false,
  add column replaces text;

alter table contestants
  add column net_deposits bigint not null default 0,
  add column funding bigint not null default 0,
  add column inference_cost bigint not null default 0,
  add column corrected bigint not null default 0;

-- Deposits, funding, inference and corrections. `amount` is what the cash gained; null where only a position changed.
create table transfers (
  run text not null,
  sequence bigint not null,
  contestant_id text not null,
  market_id text,
  kind text not null,
  amount bigint,
  detail text not null,
  moved_at_ms bigint not null,
  primary key (run, sequence)
);
create index transfers_newest on transfers (run, contestant_id, sequence);
create index transfers_of_market on transfers (run, market_id, sequence);

-- What viewers are told of in a sentence: what steers the arena, and what corrects it. `payload` is the journal's entry.
create table notices (
  run text not null,
  sequence bigint not null,
  kind text not null,
  payload text not null,
  happened_at_ms bigint not null,
  primary key (run, sequence)
);
