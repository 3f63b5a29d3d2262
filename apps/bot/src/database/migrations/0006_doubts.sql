CREATE TABLE "doubts" (
	"effect_id" text PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"settled_at" timestamp with time zone NOT NULL,
	"message_id" text,
	"operator_id" text
);
--> statement-breakpoint
CREATE INDEX "doubts_client" ON "doubts" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "doubts_settled_at" ON "doubts" USING btree ("settled_at");