CREATE TABLE "held_dialogs" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"client_id" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "held_dialogs_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "orders_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"effect_id" text NOT NULL,
	"conversation_id" text NOT NULL,
	"client_id" text NOT NULL,
	"address" text NOT NULL,
	"phone" text NOT NULL,
	"bottles" integer NOT NULL,
	"note" text,
	"status" text DEFAULT 'new' NOT NULL,
	"source" text DEFAULT 'chat2desk' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "orders_effectId_unique" UNIQUE("effect_id"),
	CONSTRAINT "orders_bottles" CHECK ("orders"."bottles" between 1 and 50),
	CONSTRAINT "orders_status" CHECK ("orders"."status" in ('new', 'accepted', 'delivered', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "dialog_bucket" (
	"name" text PRIMARY KEY NOT NULL,
	"arrival" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dialog_conversation" (
	"id" text PRIMARY KEY NOT NULL,
	"rev" integer DEFAULT 0 NOT NULL,
	"snapshot" text,
	"mailbox" integer DEFAULT 0 NOT NULL,
	"outbox" integer DEFAULT 0 NOT NULL,
	"last_order" double precision DEFAULT 0 NOT NULL,
	"first_input" text,
	"starts" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"uncertain" boolean DEFAULT false NOT NULL,
	"not_before" double precision DEFAULT 0 NOT NULL,
	"lease_token" text,
	"lease_until" double precision DEFAULT 0 NOT NULL,
	"receipts" text[] DEFAULT '{}' NOT NULL,
	"ttl_ms" double precision DEFAULT 0 NOT NULL,
	"expires_at" double precision,
	"mailbox_wake" double precision,
	"outbox_wake" double precision,
	"timer_wake" double precision
);
--> statement-breakpoint
CREATE TABLE "dialog_dead_letter" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dialog_dead_letter_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"conversation" text NOT NULL,
	"item" text NOT NULL,
	"body" text NOT NULL,
	"reason" text NOT NULL,
	"attempts" integer NOT NULL,
	"at" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dialog_effect" (
	"conversation" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "dialog_effect_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "dialog_effect_conversation_position_pk" PRIMARY KEY("conversation","position")
);
--> statement-breakpoint
CREATE TABLE "dialog_input" (
	"conversation" text NOT NULL,
	"id" text NOT NULL,
	"sort_order" double precision NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "dialog_input_conversation_id_pk" PRIMARY KEY("conversation","id")
);
--> statement-breakpoint
CREATE TABLE "dialog_seen_input" (
	"conversation" text NOT NULL,
	"id" text NOT NULL,
	"at" double precision NOT NULL,
	CONSTRAINT "dialog_seen_input_conversation_id_pk" PRIMARY KEY("conversation","id")
);
--> statement-breakpoint
CREATE INDEX "orders_client" ON "orders" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "orders_created_at" ON "orders" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "orders_status_index" ON "orders" USING btree ("status");--> statement-breakpoint
CREATE INDEX "dialog_conversation_mailbox_wake" ON "dialog_conversation" USING btree ("mailbox_wake") WHERE "dialog_conversation"."mailbox_wake" is not null;--> statement-breakpoint
CREATE INDEX "dialog_conversation_outbox_wake" ON "dialog_conversation" USING btree ("outbox_wake") WHERE "dialog_conversation"."outbox_wake" is not null;--> statement-breakpoint
CREATE INDEX "dialog_conversation_timer_wake" ON "dialog_conversation" USING btree ("timer_wake") WHERE "dialog_conversation"."timer_wake" is not null;--> statement-breakpoint
CREATE INDEX "dialog_conversation_expires_at" ON "dialog_conversation" USING btree ("expires_at") WHERE "dialog_conversation"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "dialog_dead_letter_conversation" ON "dialog_dead_letter" USING btree ("conversation");--> statement-breakpoint
CREATE INDEX "dialog_input_sort_order" ON "dialog_input" USING btree ("conversation","sort_order");--> statement-breakpoint
CREATE INDEX "dialog_seen_input_at" ON "dialog_seen_input" USING btree ("at");