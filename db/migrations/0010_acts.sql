-- What operators did: who, what, to whom or what, and why.
create table acts (
  run text not null,
  sequence bigint not null,
  action text not null,
  subject text not null,
  signed_by text not null,
  reason text not null,
  acted_at_ms bigint not null,
  primary key (run, sequence)
);
