create table x (y int);
