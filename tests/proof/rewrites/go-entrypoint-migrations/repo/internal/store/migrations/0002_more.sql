alter table x add z int;
