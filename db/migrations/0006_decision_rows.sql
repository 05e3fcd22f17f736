-- Everything that belongs to one decision (what its model was asked and said, its order, its fills) in one look-up.
-- Ids of decisions begin with d_; other paths, such as those of markets and signals, are not looked up this way.
create index journal_decisions on journal (run, correlation_id, sequence)
  where correlation_id like 'd\_%';
