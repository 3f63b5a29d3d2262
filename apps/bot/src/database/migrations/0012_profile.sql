CREATE TABLE "forgotten_clients" (
	"client" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "empties" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "address_parts" jsonb;