-- The newest run of each task of the calendar: what came of it, for people. No journal row depends on it.
create table task_runs (
  run text not null,
  task text not null,
  due_at_ms bigint not null,
  done_at_ms bigint not null,
  outcome text not null,
  is_failed boolean not null,
  primary key (run, task)
);
