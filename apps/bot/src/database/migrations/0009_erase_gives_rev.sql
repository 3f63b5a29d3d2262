DROP FUNCTION IF EXISTS dialog_erase(text, double precision);
