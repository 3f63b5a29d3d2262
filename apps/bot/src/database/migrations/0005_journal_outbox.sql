ALTER TABLE "dialog_journal_checkpoint" ADD COLUMN "lineage" text NOT NULL;--> statement-breakpoint
ALTER TABLE "dialog_journal_checkpoint" ADD COLUMN "at" double precision NOT NULL;--> statement-breakpoint
ALTER TABLE "dialog_journal_checkpoint" ADD COLUMN "effect_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "dialog_journal_checkpoint" ADD COLUMN "effect_bodies" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "dialog_journal_effect" ADD COLUMN "receipt" text;--> statement-breakpoint
ALTER TABLE "dialog_journal_checkpoint" DROP COLUMN "receipts";