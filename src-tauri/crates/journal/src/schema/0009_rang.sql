-- What kept quiet rings as soon as it may, also after a restart. What was told before has rung, or will not any more.
ALTER TABLE notices ADD COLUMN rang INTEGER NOT NULL DEFAULT 1;
