-- One index per way in which history is paged: everybody's, one contestant's (0002 has those), one market's.
-- With both filters a market's index serves best: a market has few items, and of those each contestant some.
create index orders_page on orders (run, sequence);
create index orders_of_market on orders (run, market_id, sequence);
create index fills_page on fills (run, sequence);
create index fills_of_market on fills (run, market_id, sequence);
create index decisions_page on decisions (run, sequence);
create index decisions_of_market on decisions (run, market_id, sequence);
create index settlements_of_market on settlements (run, market_id, sequence);
create index signals_of_market on signals (run, market_id, sequence);
create index equity_marks_page on equity_marks (run, sequence);
