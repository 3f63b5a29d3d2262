CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"target" text NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "erased_clients" (
	"client" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intake_position" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"message_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dialog_journal_checkpoint" (
	"conversation" text PRIMARY KEY NOT NULL,
	"rev" integer NOT NULL,
	"snapshot" text NOT NULL,
	"last_order" double precision NOT NULL,
	"next_timer_at" double precision,
	"ttl_ms" double precision NOT NULL,
	"receipts" text[] NOT NULL,
	"expires_at" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dialog_journal_effect" (
	"conversation" text NOT NULL,
	"id" text NOT NULL,
	"hash" text NOT NULL,
	"at" double precision NOT NULL,
	"letter" text,
	CONSTRAINT "dialog_journal_effect_conversation_id_pk" PRIMARY KEY("conversation","id")
);
--> statement-breakpoint
CREATE TABLE "dialog_journal_input" (
	"conversation" text NOT NULL,
	"id" text NOT NULL,
	"sort_order" double precision,
	"body" text NOT NULL,
	"at" double precision NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	CONSTRAINT "dialog_journal_input_conversation_id_pk" PRIMARY KEY("conversation","id")
);
--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "dialog_journal_checkpoint_expires_at" ON "dialog_journal_checkpoint" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "dialog_journal_effect_at" ON "dialog_journal_effect" USING btree ("at");--> statement-breakpoint
CREATE INDEX "dialog_journal_input_open" ON "dialog_journal_input" USING btree ("at") WHERE not "dialog_journal_input"."done";--> statement-breakpoint
CREATE INDEX "dialog_journal_input_at" ON "dialog_journal_input" USING btree ("at");