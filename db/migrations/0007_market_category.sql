-- What a venue sorts a market under; null where it says nothing.
alter table markets add column category text;
