-- Several statements, as a tool or pg_dump writes them.
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE prices (product_id INTEGER NOT NULL REFERENCES products (id), amount NUMERIC NOT NULL);
CREATE INDEX prices_by_product ON prices (product_id);
INSERT INTO products (name) VALUES ('Green tea');
