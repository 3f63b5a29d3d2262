-- Makes the roles in a new database: shoro_owner makes and changes tables, shoro, the bot's, reads and writes them.
-- Run by psql with DATABASE_OWNER_PASSWORD and DATABASE_PASSWORD in the environment.
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv password DATABASE_PASSWORD

create role shoro_owner login password :'owner_password';
create role shoro login password :'password';

revoke all on database :"DBNAME" from public;
grant connect, create on database :"DBNAME" to shoro_owner;
grant connect on database :"DBNAME" to shoro;

revoke all on schema public from public;
alter schema public owner to shoro_owner;
grant usage on schema public to shoro;

alter default privileges for role shoro_owner grant usage on schemas to shoro;
alter default privileges for role shoro_owner grant select on tables to shoro;
alter default privileges for role shoro_owner in schema public grant insert, update, delete on tables to shoro;
