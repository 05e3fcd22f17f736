-- What the middle of bid and ask did, in micro-dollars: of each event up to a time, and in windows made of that. It is
-- kept beside the journal for a while, and no journal row depends on it.
create table price_points (
  run text not null,
  market_id text not null,
  at_ms bigint not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  quotes bigint not null,
  primary key (run, market_id, at_ms)
);
create index price_points_time on price_points (run, at_ms);
create table price_bars (
  run text not null,
  market_id text not null,
  from_ms bigint not null,
  until_ms bigint not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  quotes bigint not null,
  primary key (run, market_id, from_ms)
);
create index price_bars_time on price_bars (run, until_ms);
