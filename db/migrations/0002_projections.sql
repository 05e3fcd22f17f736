-- Tables that pages read for history. Each can be rebuilt from the journal at any time.

-- How far the journal of a run has been folded; moves in the transaction that writes what was folded.
create table projection_progress (
  run text primary key,
  projected_sequence bigint not null check (projected_sequence >= 0)
);

create table contestants (
  run text not null,
  contestant_id text not null,
  sequence bigint not null,
  name text not null,
  strategy text not null,
  starting_balance bigint not null,
  cash bigint not null,
  positions_at_bid bigint not null,
  equity bigint not null,
  marked_at_ms bigint,
  decisions bigint not null,
  orders bigint not null,
  denied bigint not null,
  fills bigint not null,
  fees bigint not null,
  settlements bigint not null,
  settled_cost bigint not null,
  settled_payout bigint not null,
  wins bigint not null,
  losses bigint not null,
  last_sequence bigint not null,
  primary key (run, contestant_id)
);

create table markets (
  run text not null,
  market_id text not null,
  sequence bigint not null,
  venue text not null,
  ticker text not null,
  event_ticker text not null,
  title text not null,
  phase text not null,
  opens_at_ms bigint not null,
  closes_at_ms bigint not null,
  resolution text,
  resolution_yes_payout bigint,
  last_sequence bigint not null,
  primary key (run, market_id)
);

create table signals (
  run text not null,
  signal_id text not null,
  sequence bigint not null,
  market_id text not null,
  type text not null,
  ticker text not null,
  payload text not null,
  mid_at_detection double precision,
  detected_at_ms bigint not null,
  verdict text,
  mid_at_score double precision,
  scored_at_ms bigint,
  primary key (run, signal_id)
);
create index signals_newest on signals (run, sequence);

create table decisions (
  run text not null,
  decision_id text not null,
  sequence bigint not null,
  contestant_id text not null,
  market_id text not null,
  probability_yes double precision not null,
  confidence double precision not null,
  market_probability double precision,
  reason text not null,
  action text not null,
  side text,
  outcome text,
  quantity bigint,
  limit_price bigint,
  decided_at_ms bigint not null,
  primary key (run, decision_id)
);
create index decisions_newest on decisions (run, contestant_id, sequence);

create table orders (
  run text not null,
  order_id text not null,
  sequence bigint not null,
  decision_id text not null,
  contestant_id text not null,
  market_id text not null,
  side text not null,
  outcome text not null,
  quantity bigint not null,
  limit_price bigint not null,
  time_in_force text not null,
  status text not null,
  filled_quantity bigint not null,
  filled_notional bigint not null,
  created_at_ms bigint not null,
  denial_code text,
  detail text,
  last_sequence bigint not null,
  primary key (run, order_id)
);
create index orders_newest on orders (run, contestant_id, sequence);

create table fills (
  run text not null,
  fill_id text not null,
  sequence bigint not null,
  order_id text not null,
  contestant_id text not null,
  market_id text not null,
  side text not null,
  outcome text not null,
  quantity bigint not null,
  price bigint not null,
  fee bigint not null,
  liquidity text not null,
  occurred_at_ms bigint not null,
  primary key (run, fill_id)
);
create index fills_newest on fills (run, contestant_id, sequence);

create table settlements (
  run text not null,
  sequence bigint not null,
  contestant_id text not null,
  market_id text not null,
  outcome text not null,
  quantity bigint not null,
  cost bigint not null,
  payout bigint not null,
  resolution text not null,
  resolution_yes_payout bigint,
  settled_at_ms bigint not null,
  primary key (run, sequence)
);
create index settlements_newest on settlements (run, contestant_id, sequence);

create table equity_marks (
  run text not null,
  contestant_id text not null,
  sequence bigint not null,
  cash bigint not null,
  positions_at_bid bigint not null,
  equity bigint not null,
  marked_at_ms bigint not null,
  primary key (run, contestant_id, sequence)
);
