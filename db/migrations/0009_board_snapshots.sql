-- Both boards hour by hour, a row per contestant of a season; `time_weighted_return` is 0.05 for +5 %.
create table board_snapshots (
  run text not null,
  contestant_id text not null,
  sequence bigint not null,
  season_id text not null,
  hour_at_ms bigint not null,
  is_final boolean not null,
  trading_rank bigint,
  time_weighted_return double precision not null,
  equity bigint not null,
  net_pnl bigint not null,
  fills bigint not null,
  wins bigint not null,
  losses bigint not null,
  forecasting_rank bigint,
  resolved_decisions bigint not null,
  brier double precision,
  log_loss double precision,
  alpha double precision,
  primary key (run, contestant_id, sequence)
);
create index board_snapshots_page on board_snapshots (run, sequence);
