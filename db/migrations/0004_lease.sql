-- Who may write a run's journal: a row with a heartbeat and a fencing number. No lock lives longer than a statement.
create table leases (
  run text primary key,
  -- One more with each holder, and never less: whoever comes with an older number has lost the run.
  fencing_number bigint not null check (fencing_number >= 0),
  -- Names one life of one process; null while nobody holds the run.
  holder_id text,
  -- The same for people.
  holder text,
  -- In the database's own time: no other clock is compared with it.
  heartbeat_at timestamptz not null,
  -- Makes the number part of a key: inserts hold the row by `for key share`, which a new holder's update waits for
  -- and a heartbeat does not.
  unique (run, fencing_number)
);
