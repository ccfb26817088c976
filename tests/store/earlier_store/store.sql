BEGIN TRANSACTION;
CREATE TABLE accent_aliases (
	language TEXT NOT NULL, 
	text TEXT NOT NULL, 
	accents JSON NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	PRIMARY KEY (language, text)
);
CREATE TABLE adjudications (
	adjudication_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	lead_id TEXT NOT NULL, 
	action TEXT NOT NULL, 
	text TEXT NOT NULL, 
	sources JSON NOT NULL, 
	reason TEXT, 
	adjudicated_at DATETIME NOT NULL, 
	retracted_at DATETIME, 
	PRIMARY KEY (adjudication_id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE appeals (
	appeal_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	by_kind TEXT NOT NULL, 
	worker_id TEXT, 
	reason TEXT NOT NULL, 
	text_before TEXT NOT NULL, 
	state TEXT NOT NULL, 
	text_after TEXT, 
	settled_by TEXT, 
	raised_at DATETIME NOT NULL, 
	settled_at DATETIME, 
	PRIMARY KEY (appeal_id)
);
INSERT INTO "appeals" VALUES('ae8536fc19430e4863e3df315','ud4ef9d62807542cbd0dc57d1','worker','worker-1','not so','Meet me at nine on Tuesday','open',NULL,NULL,'2026-03-01 12:39:00.000000',NULL);
CREATE TABLE assignments (
	assignment_id TEXT NOT NULL, 
	utterance_id TEXT, 
	speaker_id TEXT, 
	kind TEXT NOT NULL, 
	language TEXT NOT NULL, 
	state TEXT NOT NULL, 
	priority FLOAT NOT NULL, 
	worker_id TEXT, 
	leased_at DATETIME, 
	leased_until DATETIME, 
	ended_at DATETIME, 
	reason TEXT, lane TEXT DEFAULT '' NOT NULL, blind BOOLEAN DEFAULT 0 NOT NULL, gold BOOLEAN DEFAULT 0 NOT NULL, planted_text TEXT, 
	PRIMARY KEY (assignment_id)
);
INSERT INTO "assignments" VALUES('u5006e25283bd64da14a90e27:correct:1','u5006e25283bd64da14a90e27','s90601ed38761370332659386','correct','en','done',5.45454545454545414173e-01,'worker-1','2026-03-01 12:17:30.000000',NULL,'2026-03-01 12:18:30.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u5006e25283bd64da14a90e27:correct:2','u5006e25283bd64da14a90e27','s90601ed38761370332659386','correct','en','done',5.45454545454545414173e-01,'worker-2','2026-03-01 12:30:00.000000',NULL,'2026-03-01 12:31:00.000000',NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u5546d86a148fc301ebd79804:correct:1','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','open',0.0,NULL,NULL,NULL,NULL,NULL,'knows:en-us',1,0,NULL);
INSERT INTO "assignments" VALUES('u5546d86a148fc301ebd79804:correct:2','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','open',0.0,NULL,NULL,NULL,NULL,NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u610194c85272eae8e83e92dd:correct:1','u610194c85272eae8e83e92dd','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','done',4.09090909090909088385e-02,'worker-1','2026-03-01 12:10:00.000000',NULL,'2026-03-01 12:11:00.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u610194c85272eae8e83e92dd:correct:2','u610194c85272eae8e83e92dd','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','done',4.09090909090909088385e-02,'worker-2','2026-03-01 12:22:30.000000',NULL,'2026-03-01 12:23:30.000000',NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u89433aee218ed943b800722e:correct:1','u89433aee218ed943b800722e','s90601ed38761370332659386','correct','en','skipped',4.09090909090909088385e-02,'worker-1','2026-03-01 12:11:30.000000',NULL,'2026-03-01 12:12:30.000000','noise','knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u89433aee218ed943b800722e:correct:2','u89433aee218ed943b800722e','s90601ed38761370332659386','correct','en','skipped',4.09090909090909088385e-02,'worker-2','2026-03-01 12:24:00.000000',NULL,'2026-03-01 12:25:00.000000','noise','new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('uabf0380d346f2f4059c02861:correct:1','uabf0380d346f2f4059c02861','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','flagged',5.45454545454545566829e-02,'worker-1','2026-03-01 12:14:30.000000',NULL,'2026-03-01 12:15:30.000000','unintelligible','knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('uabf0380d346f2f4059c02861:correct:2','uabf0380d346f2f4059c02861','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','flagged',5.45454545454545566829e-02,'worker-2','2026-03-01 12:27:00.000000',NULL,'2026-03-01 12:28:00.000000','unintelligible','new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('ucf7fe4b1b371301368801ba9:correct:1','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','correct','en','done',0.0,'worker-1','2026-03-01 12:08:30.000000',NULL,'2026-03-01 12:09:30.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('ucf7fe4b1b371301368801ba9:correct:2','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','correct','en','done',0.0,'worker-2','2026-03-01 12:21:00.000000',NULL,'2026-03-01 12:22:00.000000',NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('ud4ef9d62807542cbd0dc57d1:correct:1','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','correct','en','done',5.45454545454545566829e-02,'worker-1','2026-03-01 12:16:00.000000',NULL,'2026-03-01 12:17:00.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('ud4ef9d62807542cbd0dc57d1:correct:2','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','correct','en','done',5.45454545454545566829e-02,'worker-2','2026-03-01 12:28:30.000000',NULL,'2026-03-01 12:29:30.000000',NULL,'new:en-us',1,0,NULL);
INSERT INTO "assignments" VALUES('ufcea9689518c870f91e79af0:correct:1','ufcea9689518c870f91e79af0','s8816fd1e743f36d06ab1bfb3','correct','en','done',4.09090909090909088385e-02,'worker-1','2026-03-01 12:13:00.000000',NULL,'2026-03-01 12:14:00.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('ufcea9689518c870f91e79af0:correct:2','ufcea9689518c870f91e79af0','s8816fd1e743f36d06ab1bfb3','correct','en','done',4.09090909090909088385e-02,'worker-2','2026-03-01 12:25:30.000000',NULL,'2026-03-01 12:26:30.000000',NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('g25d96fb71d37aa842003d54d','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','done',0.0,'worker-1','2026-03-01 12:07:00.000000',NULL,'2026-03-01 12:08:00.000000',NULL,'',0,1,NULL);
INSERT INTO "assignments" VALUES('u89433aee218ed943b800722e:correct:1+1','u89433aee218ed943b800722e','s90601ed38761370332659386','correct','en','done',4.09090909090909088385e-02,'worker-9',NULL,NULL,'2026-03-01 12:40:30.000000',NULL,'knows:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('gdba0e3a797b9945d9a084306','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','done',0.0,'worker-2','2026-03-01 12:19:30.000000',NULL,'2026-03-01 12:20:30.000000',NULL,'',0,1,NULL);
INSERT INTO "assignments" VALUES('ucf7fe4b1b371301368801ba9:correct:3','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','correct','en','done',1.0,'worker-3','2026-03-01 12:35:00.000000',NULL,'2026-03-01 12:36:00.000000',NULL,'',0,0,NULL);
INSERT INTO "assignments" VALUES('u89433aee218ed943b800722e:correct:2+1','u89433aee218ed943b800722e','s90601ed38761370332659386','correct','en','done',4.09090909090909088385e-02,'worker-3','2026-03-01 12:33:30.000000',NULL,'2026-03-01 12:34:30.000000',NULL,'new:en-us',0,0,NULL);
INSERT INTO "assignments" VALUES('u5006e25283bd64da14a90e27:correct:3','u5006e25283bd64da14a90e27','s90601ed38761370332659386','correct','en','skipped',1.54545454545454541417e+00,'worker-3','2026-03-01 12:36:30.000000',NULL,'2026-03-01 12:37:30.000000','noise','',0,0,NULL);
INSERT INTO "assignments" VALUES('g401cf3038e60d3eaad65a480','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','correct','en','done',0.0,'worker-3','2026-03-01 12:32:00.000000',NULL,'2026-03-01 12:33:00.000000',NULL,'',0,1,NULL);
INSERT INTO "assignments" VALUES('u5006e25283bd64da14a90e27:correct:3+1','u5006e25283bd64da14a90e27','s90601ed38761370332659386','correct','en','open',1.54545454545454541417e+00,NULL,NULL,NULL,NULL,NULL,'',0,0,NULL);
INSERT INTO "assignments" VALUES('ud4ef9d62807542cbd0dc57d1:correct:3','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','correct','en','open',-40.0,NULL,NULL,NULL,NULL,'appeal','',1,0,NULL);
INSERT INTO "assignments" VALUES('ud4ef9d62807542cbd0dc57d1:correct:4','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','correct','en','open',-40.0,NULL,NULL,NULL,NULL,'appeal','',1,0,NULL);
CREATE TABLE campaigns (
	campaign_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (campaign_id)
);
INSERT INTO "campaigns" VALUES('default','default','en','2026-03-01 12:00:30.000000');
CREATE TABLE consents (
	consent_id TEXT NOT NULL, 
	speaker_id TEXT NOT NULL, 
	text_version TEXT NOT NULL, 
	text_language TEXT NOT NULL, 
	text_sha256 TEXT NOT NULL, 
	purposes JSON NOT NULL, 
	guardian BOOLEAN NOT NULL, 
	given_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (consent_id)
);
INSERT INTO "consents" VALUES('ce2f0474e3903de630dbcaa77','s7eb6c9ee6bd5416dfb6dc8cf','1','en','','["transcription", "training", "evaluation", "publication"]',0,'2026-03-01 12:00:30.000000','2028-02-29 12:00:30.000000');
INSERT INTO "consents" VALUES('c3dd8c88dae419ba8892d7201','s8816fd1e743f36d06ab1bfb3','1','en','','["transcription", "training", "evaluation"]',0,'2026-03-01 12:00:30.000000','2028-02-29 12:00:30.000000');
INSERT INTO "consents" VALUES('ca3959f8cc2855959dedb09a1','s90601ed38761370332659386','1','en','','["transcription", "evaluation"]',0,'2026-03-01 12:00:30.000000','2028-02-29 12:00:30.000000');
INSERT INTO "consents" VALUES('cfd0e71f5b59d25625ccda5bf','s99928d455e965c0d36271b85','1','en','','["transcription", "training", "evaluation"]',0,'2026-03-01 12:00:30.000000','2028-02-29 12:00:30.000000');
CREATE TABLE corrections (
	correction_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	assignment_id TEXT, 
	action TEXT NOT NULL, 
	text TEXT NOT NULL, 
	shown_hypothesis_id TEXT, 
	active_s FLOAT, 
	corrected_at DATETIME NOT NULL, 
	retracted_at DATETIME, shown_text TEXT, blind BOOLEAN DEFAULT 0 NOT NULL, gold BOOLEAN DEFAULT 0 NOT NULL, knows_accent BOOLEAN, 
	PRIMARY KEY (correction_id)
);
INSERT INTO "corrections" VALUES('ca530078c14d8c37a18ecf01c','u5546d86a148fc301ebd79804','worker-1','g25d96fb71d37aa842003d54d','edited','There was no pain in my chest',NULL,5.0,'2026-03-01 12:08:00.000000',NULL,NULL,0,1,1);
INSERT INTO "corrections" VALUES('c5f577ca79fc191eb3866c537','ucf7fe4b1b371301368801ba9','worker-1','ucf7fe4b1b371301368801ba9:correct:1','edited','Half of the money is gone',NULL,6.0,'2026-03-01 12:09:30.000000',NULL,NULL,0,0,1);
INSERT INTO "corrections" VALUES('cf2c85f5df7f2ac02eb2f591f','u610194c85272eae8e83e92dd','worker-1','u610194c85272eae8e83e92dd:correct:1','edited','Please open the kitchen window',NULL,7.0,'2026-03-01 12:11:00.000000',NULL,NULL,0,0,1);
INSERT INTO "corrections" VALUES('c71846548b6999aa1c68eed20','ufcea9689518c870f91e79af0','worker-1','ufcea9689518c870f91e79af0:correct:1','edited','Please bring two more chairs',NULL,9.0,'2026-03-01 12:14:00.000000',NULL,NULL,0,0,1);
INSERT INTO "corrections" VALUES('c1430fa624df753ca18abfc2c','ud4ef9d62807542cbd0dc57d1','worker-1','ud4ef9d62807542cbd0dc57d1:correct:1','edited','Meet me at nine on Tuesday',NULL,11.0,'2026-03-01 12:17:00.000000',NULL,NULL,0,0,1);
INSERT INTO "corrections" VALUES('c70e2ef6a3c75e6a69808c6b7','u5006e25283bd64da14a90e27','worker-1','u5006e25283bd64da14a90e27:correct:1','edited','I need the blue medicine now',NULL,12.0,'2026-03-01 12:18:30.000000',NULL,NULL,0,0,1);
INSERT INTO "corrections" VALUES('cb59aa5ea17924f1b00f8f02b','u5546d86a148fc301ebd79804','worker-2','gdba0e3a797b9945d9a084306','edited','There was no pain in my chest',NULL,5.0,'2026-03-01 12:20:30.000000',NULL,NULL,0,1,NULL);
INSERT INTO "corrections" VALUES('c8ea0f2dbb028a5e594badaef','ucf7fe4b1b371301368801ba9','worker-2','ucf7fe4b1b371301368801ba9:correct:2','edited','Half of the money is gone or not',NULL,6.0,'2026-03-01 12:22:00.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('cf1e13b352cb2fc7499b060bb','u610194c85272eae8e83e92dd','worker-2','u610194c85272eae8e83e92dd:correct:2','edited','Please open the kitchen window',NULL,7.0,'2026-03-01 12:23:30.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('cdfbf9cd536e0c2c87ab9abc9','ufcea9689518c870f91e79af0','worker-2','ufcea9689518c870f91e79af0:correct:2','edited','Please bring two more chairs',NULL,9.0,'2026-03-01 12:26:30.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('c4ca6609ca626cd182b7f3643','ud4ef9d62807542cbd0dc57d1','worker-2','ud4ef9d62807542cbd0dc57d1:correct:2','edited','Meet me at nine on Tuesday',NULL,11.0,'2026-03-01 12:29:30.000000',NULL,NULL,1,0,NULL);
INSERT INTO "corrections" VALUES('c9aeeb4fdf8f521914e930069','u5006e25283bd64da14a90e27','worker-2','u5006e25283bd64da14a90e27:correct:2','edited','I need the blue medicine now or not',NULL,12.0,'2026-03-01 12:31:00.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('cdc958b965b85b7fd32451959','u5546d86a148fc301ebd79804','worker-3','g401cf3038e60d3eaad65a480','edited','There was no pain in my chest',NULL,5.0,'2026-03-01 12:33:00.000000',NULL,NULL,0,1,NULL);
INSERT INTO "corrections" VALUES('c94e8ddc0d7225e5a781652fa','u89433aee218ed943b800722e','worker-3','u89433aee218ed943b800722e:correct:2+1','edited','Thank you for waiting so long perhaps so',NULL,6.0,'2026-03-01 12:34:30.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('cdfa1de147353cf60bdfe70c1','ucf7fe4b1b371301368801ba9','worker-3','ucf7fe4b1b371301368801ba9:correct:3','edited','Half of the money is gone',NULL,7.0,'2026-03-01 12:36:00.000000',NULL,NULL,0,0,NULL);
INSERT INTO "corrections" VALUES('k88113f7d46dd088e960752e4','u89433aee218ed943b800722e','worker-9',NULL,'imported','so',NULL,NULL,'2026-03-01 12:40:30.000000',NULL,NULL,0,0,NULL);
CREATE TABLE decisions (
	decision_id TEXT NOT NULL, 
	utterance_id TEXT, 
	source_key TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	value TEXT, 
	"limit" TEXT, 
	decided_by TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	PRIMARY KEY (decision_id)
);
INSERT INTO "decisions" VALUES('dba19e1f17aecfc6119733c18','u610194c85272eae8e83e92dd','5c351e78f1049c11c8b711d2','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d3a126ba678e2b3568714be44','uabf0380d346f2f4059c02861','ebb72a73cc04838bc76d18d3','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d6be653f9de3fec81839181a2','u5546d86a148fc301ebd79804','b4aa3b0706b3f5f49422170f','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d80379cb40bdfa473458306de','ufcea9689518c870f91e79af0','da9797b3edb96c448dc0b4ec','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('de2e3106f5c612761ea82dfd9','ucf7fe4b1b371301368801ba9','a33f7b578457e8159f5cff4a','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d97fedab181187cc0c8d39799','ud4ef9d62807542cbd0dc57d1','636d5102e355a126ac040d3f','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d49c18a7a72e969f187cf01ee','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d9834eddaceae8c768b08218b','u89433aee218ed943b800722e','9c89c0b69be9388c80c6325f','collect','accepted','audio_checks',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d75ccdf46fdcf0e7c01c883ee','ua689a10a0d79888682aa2331','5c4221c94315d18ef85b1411','collect','rejected','clipped','0.21443','0.01','rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('dfafb5a4428c5977bf6c9ef40','ue9d930847b5f14ed2d0919b6','e7b55c4926c91c7271c31437','collect','quarantined','truncated','37336 of 93296 bytes of sound missing',NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d48147a23b32951ca435fc8bb',NULL,'76a09257cc6dd922fe2c53ef','collect','refused','no_consent',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('de06bbeb7d088fa1cec199659',NULL,'ea388e30a1bda81af6017154','collect','refused','missing_file',NULL,NULL,'rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('daa53f18930d50f5a39118f98','u62bf2cd640ab3c286b51cbe1','faf0a8a3be3f29c9f3b6be3e','collect','rejected','duplicate','u610194c85272eae8e83e92dd','pcm match, 100% alike','rule','2026-03-01 12:00:30.000000');
INSERT INTO "decisions" VALUES('d113f3952967928ab36ee8ade','u5006e25283bd64da14a90e27','','transcribe','queued','confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d27dcf9a24ab392377e99aa3e','u5546d86a148fc301ebd79804','','transcribe','queued','no_confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('dfbba01973f433f056b5ce9cd','u610194c85272eae8e83e92dd','','transcribe','queued','no_confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d559fa314bac2df5a0be456f8','u89433aee218ed943b800722e','','transcribe','queued','no_confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d16e9671c40e5f21516280676','uabf0380d346f2f4059c02861','','transcribe','queued','random_place',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d06844d91b4d464d6143ce91d','ucf7fe4b1b371301368801ba9','','transcribe','queued','no_confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d2f7a2ecac798f864e110d00d','ud4ef9d62807542cbd0dc57d1','','transcribe','queued','no_confidence',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('dca2e1fc3b90192a5e2b399aa','ufcea9689518c870f91e79af0','','transcribe','queued','random_place',NULL,NULL,'rule','2026-03-01 12:06:30.000000');
INSERT INTO "decisions" VALUES('d2c0e5130f8fea2e5b105b611','u5546d86a148fc301ebd79804','b4aa3b0706b3f5f49422170f','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:08:00.000000');
INSERT INTO "decisions" VALUES('dc6db139b59e236c300081bc2','ucf7fe4b1b371301368801ba9','a33f7b578457e8159f5cff4a','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:09:30.000000');
INSERT INTO "decisions" VALUES('d2f25dbc5d4a44840b1cec527','u610194c85272eae8e83e92dd','5c351e78f1049c11c8b711d2','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:11:00.000000');
INSERT INTO "decisions" VALUES('d5a8910c859d86c20debeaba5','u89433aee218ed943b800722e','9c89c0b69be9388c80c6325f','correct','skipped','worker','noise',NULL,'worker-1','2026-03-01 12:12:30.000000');
INSERT INTO "decisions" VALUES('d1d4806b43fa4d996c3fff4a4','ufcea9689518c870f91e79af0','da9797b3edb96c448dc0b4ec','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:14:00.000000');
INSERT INTO "decisions" VALUES('d675871b34a4781bb6d0d4312','uabf0380d346f2f4059c02861','ebb72a73cc04838bc76d18d3','correct','flagged','unintelligible','nothing can be made out',NULL,'worker-1','2026-03-01 12:15:30.000000');
INSERT INTO "decisions" VALUES('d420780fca566c5d2cd7a6059','ud4ef9d62807542cbd0dc57d1','636d5102e355a126ac040d3f','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:17:00.000000');
INSERT INTO "decisions" VALUES('d495ba02f7bceaeaff453d763','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','correct','corrected','edited',NULL,NULL,'worker-1','2026-03-01 12:18:30.000000');
INSERT INTO "decisions" VALUES('da899aa7e64bbd0f1c0cfc530','u5546d86a148fc301ebd79804','b4aa3b0706b3f5f49422170f','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:20:30.000000');
INSERT INTO "decisions" VALUES('de080b5319e5f067d8f2c3293','ucf7fe4b1b371301368801ba9','a33f7b578457e8159f5cff4a','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:22:00.000000');
INSERT INTO "decisions" VALUES('dd58fa43a5da7e1f40ab5dc70','ucf7fe4b1b371301368801ba9','a33f7b578457e8159f5cff4a','correct','another_listener','no_pair_agrees',NULL,'0.1','rule','2026-03-01 12:22:00.000000');
INSERT INTO "decisions" VALUES('d7090d11b6b232a6977b98d83','u610194c85272eae8e83e92dd','5c351e78f1049c11c8b711d2','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:23:30.000000');
INSERT INTO "decisions" VALUES('ddd2078116afe0493ab9217ae','u89433aee218ed943b800722e','9c89c0b69be9388c80c6325f','correct','skipped','worker','noise',NULL,'worker-2','2026-03-01 12:25:00.000000');
INSERT INTO "decisions" VALUES('df18fcdfd5b94075215dec6bc','ufcea9689518c870f91e79af0','da9797b3edb96c448dc0b4ec','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:26:30.000000');
INSERT INTO "decisions" VALUES('d7c1c9377c3045f6812766023','uabf0380d346f2f4059c02861','ebb72a73cc04838bc76d18d3','correct','flagged','unintelligible','nothing can be made out',NULL,'worker-2','2026-03-01 12:28:00.000000');
INSERT INTO "decisions" VALUES('d1d7dd73e49902b279ba9b023','ud4ef9d62807542cbd0dc57d1','636d5102e355a126ac040d3f','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:29:30.000000');
INSERT INTO "decisions" VALUES('dbaf211d7a1f735fd02a22b69','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','correct','corrected','edited',NULL,NULL,'worker-2','2026-03-01 12:31:00.000000');
INSERT INTO "decisions" VALUES('d32ab64096c2d29d47e11f13f','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','correct','another_listener','no_pair_agrees',NULL,'0.1','rule','2026-03-01 12:31:00.000000');
INSERT INTO "decisions" VALUES('d7c9f64e8cc04f49be41df493','u5546d86a148fc301ebd79804','b4aa3b0706b3f5f49422170f','correct','corrected','edited',NULL,NULL,'worker-3','2026-03-01 12:33:00.000000');
INSERT INTO "decisions" VALUES('d7e35e3bbff7dcc6a69c46f7d','u89433aee218ed943b800722e','9c89c0b69be9388c80c6325f','correct','corrected','edited',NULL,NULL,'worker-3','2026-03-01 12:34:30.000000');
INSERT INTO "decisions" VALUES('da14835a693978b72928cfab7','ucf7fe4b1b371301368801ba9','a33f7b578457e8159f5cff4a','correct','corrected','edited',NULL,NULL,'worker-3','2026-03-01 12:36:00.000000');
INSERT INTO "decisions" VALUES('d0b8b80a0f539ec18ac696059','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','correct','skipped','worker','noise',NULL,'worker-3','2026-03-01 12:37:30.000000');
INSERT INTO "decisions" VALUES('d29b2241f3688b24d5263c935','u5006e25283bd64da14a90e27','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('d58933fc2875e08eeeff8b9c9','u610194c85272eae8e83e92dd','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('d81d0ec178f8fbe3ff3fe18b5','u89433aee218ed943b800722e','','compare','referenced','single','1 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('d0e78fa665a6c3aeb1421d2a1','ucf7fe4b1b371301368801ba9','','compare','referenced','rover','3 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('dde5ebda5573af014631c7461','ud4ef9d62807542cbd0dc57d1','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('dc7eaffadc67f229428acd692','ufcea9689518c870f91e79af0','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:38:30.000000');
INSERT INTO "decisions" VALUES('d9fa73d5dd12eb9706ad948f3','ud4ef9d62807542cbd0dc57d1','636d5102e355a126ac040d3f','correct','appealed','worker',NULL,NULL,'worker-1','2026-03-01 12:39:00.000000');
INSERT INTO "decisions" VALUES('dc439c2d1dc9965ca729f1933','u5006e25283bd64da14a90e27','61ed9324b7de52e2ef480168','redact','redacted','personal_data',NULL,NULL,'lead-1','2026-03-01 12:39:30.000000');
INSERT INTO "decisions" VALUES('d807af8fbd5107ec9fa0684c8','u610194c85272eae8e83e92dd','','compare','referenced','imported',NULL,NULL,'import','2026-03-01 12:40:00.000000');
INSERT INTO "decisions" VALUES('d92e5a9dc8ef4bbe8c15c2472','u5006e25283bd64da14a90e27','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:41:00.000000');
INSERT INTO "decisions" VALUES('d9f5c0c3b12768c30da7f0863','u89433aee218ed943b800722e','','compare','referenced','medoid','2 worker(s)',NULL,'rule','2026-03-01 12:41:00.000000');
CREATE TABLE drafts (
	assignment_id TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	utterance_id TEXT, 
	text TEXT NOT NULL, 
	active_s FLOAT NOT NULL, 
	drafted_at DATETIME NOT NULL, 
	PRIMARY KEY (assignment_id, worker_id)
);
CREATE TABLE error_counts (
	hypothesis_id TEXT NOT NULL, 
	policy TEXT NOT NULL, 
	reference_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	substitutions BIGINT NOT NULL, 
	deletions BIGINT NOT NULL, 
	insertions BIGINT NOT NULL, 
	words BIGINT NOT NULL, 
	empty_hypothesis BOOLEAN NOT NULL, 
	counted_at DATETIME NOT NULL, 
	PRIMARY KEY (hypothesis_id, policy)
);
INSERT INTO "error_counts" VALUES('he3af9617a5cfb89ac3f7182e','basic-1','r22fc7e547a80317f11822cc0','u610194c85272eae8e83e92dd',0,0,0,5,0,'2026-03-01 12:41:00.000000');
INSERT INTO "error_counts" VALUES('heb613518976c60add93c3ee9','basic-1','r9f5c0c3b12768c30da7f0863','u89433aee218ed943b800722e',0,2,0,8,0,'2026-03-01 12:41:00.000000');
INSERT INTO "error_counts" VALUES('hf17e3ff0f62d51485a022781','basic-1','r0e78fa665a6c3aeb1421d2a1','ucf7fe4b1b371301368801ba9',0,0,0,6,0,'2026-03-01 12:38:30.000000');
INSERT INTO "error_counts" VALUES('h274b276e5924b39652d8184b','basic-1','rde5ebda5573af014631c7461','ud4ef9d62807542cbd0dc57d1',0,0,0,6,0,'2026-03-01 12:38:30.000000');
INSERT INTO "error_counts" VALUES('h0b1927897c47742b58be48a5','basic-1','rc7eaffadc67f229428acd692','ufcea9689518c870f91e79af0',0,0,0,5,0,'2026-03-01 12:38:30.000000');
INSERT INTO "error_counts" VALUES('h111111111111111111111111','basic-1','r92e5a9dc8ef4bbe8c15c2472','u5006e25283bd64da14a90e27',0,2,0,5,0,'2026-03-01 12:41:00.000000');
INSERT INTO "error_counts" VALUES('hfa442c80f2249a904a4dd77c','basic-1','r92e5a9dc8ef4bbe8c15c2472','u5006e25283bd64da14a90e27',0,2,0,6,0,'2026-03-01 12:41:00.000000');
CREATE TABLE gold_answers (
	correction_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	distance FLOAT NOT NULL, 
	"limit" FLOAT NOT NULL, 
	passed BOOLEAN NOT NULL, 
	overturned_by TEXT, 
	overturned_because TEXT, 
	overturned_at DATETIME, 
	answered_at DATETIME NOT NULL, 
	PRIMARY KEY (correction_id)
);
INSERT INTO "gold_answers" VALUES('ca530078c14d8c37a18ecf01c','u5546d86a148fc301ebd79804','worker-1',0.0,0.15,1,NULL,NULL,NULL,'2026-03-01 12:08:00.000000');
INSERT INTO "gold_answers" VALUES('cb59aa5ea17924f1b00f8f02b','u5546d86a148fc301ebd79804','worker-2',0.0,0.15,1,NULL,NULL,NULL,'2026-03-01 12:20:30.000000');
INSERT INTO "gold_answers" VALUES('cdc958b965b85b7fd32451959','u5546d86a148fc301ebd79804','worker-3',0.0,0.15,1,NULL,NULL,NULL,'2026-03-01 12:33:00.000000');
CREATE TABLE gold_items (
	utterance_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	set_by TEXT NOT NULL, 
	set_at DATETIME NOT NULL, 
	retired_at DATETIME, 
	PRIMARY KEY (utterance_id)
);
INSERT INTO "gold_items" VALUES('u5546d86a148fc301ebd79804','There was no pain in my chest','lead-1','2026-03-01 12:06:00.000000',NULL);
CREATE TABLE hypotheses (
	hypothesis_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	engine TEXT NOT NULL, 
	model TEXT NOT NULL, 
	version TEXT NOT NULL, 
	model_sha256 TEXT NOT NULL, 
	settings JSON NOT NULL, 
	identity TEXT NOT NULL, 
	text TEXT, 
	words JSON NOT NULL, 
	failure TEXT, 
	mean_log_probability FLOAT, 
	no_speech_probability FLOAT, 
	language TEXT, 
	transcribed_at DATETIME NOT NULL, 
	PRIMARY KEY (hypothesis_id)
);
INSERT INTO "hypotheses" VALUES('hfa442c80f2249a904a4dd77c','u5006e25283bd64da14a90e27','other','m1','','','{}','other/m1','i need the blue medicine now','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('h3a8517833cd0d7b2f65755fc','u5546d86a148fc301ebd79804','other','m1','','','{}','other/m1','there was no pain in my chest','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('he3af9617a5cfb89ac3f7182e','u610194c85272eae8e83e92dd','other','m1','','','{}','other/m1','please open the kitchen window','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('heb613518976c60add93c3ee9','u89433aee218ed943b800722e','other','m1','','','{}','other/m1','thank you for waiting so long','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('h0e1d11f7af117e77321d1295','uabf0380d346f2f4059c02861','other','m1','','','{}','other/m1','we walked along the river yesterday','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('hf17e3ff0f62d51485a022781','ucf7fe4b1b371301368801ba9','other','m1','','','{}','other/m1','half of the money is gone','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('h274b276e5924b39652d8184b','ud4ef9d62807542cbd0dc57d1','other','m1','','','{}','other/m1','meet me at nine on tuesday','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('h0b1927897c47742b58be48a5','ufcea9689518c870f91e79af0','other','m1','','','{}','other/m1','please bring two more chairs','[]',NULL,NULL,NULL,NULL,'2026-03-01 12:03:00.000000');
INSERT INTO "hypotheses" VALUES('h111111111111111111111111','u5006e25283bd64da14a90e27','whisper','tiny.en','1','0000000000000000000000000000000000000000000000000000000000000000','{"beam": 1}','whisper/tiny.en','I need the blue medicine now','[{"word": " I", "start_s": 0.0, "end_s": 0.18, "probability": 0.6}, {"word": " need", "start_s": 0.2, "end_s": 0.38, "probability": 0.6}, {"word": " the", "start_s": 0.4, "end_s": 0.5800000000000001, "probability": 0.6}, {"word": " blue", "start_s": 0.6000000000000001, "end_s": 0.78, "probability": 0.6}, {"word": " medicine", "start_s": 0.8, "end_s": 0.98, "probability": 0.6}, {"word": " now", "start_s": 1.0, "end_s": 1.18, "probability": 0.6}]',NULL,NULL,NULL,'en','2026-03-01 12:03:30.000000');
CREATE TABLE ledger (
	ledger_id TEXT NOT NULL, 
	posting_id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	item_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	period TEXT NOT NULL, 
	amount_minor BIGINT NOT NULL, 
	currency TEXT NOT NULL, 
	posted_at DATETIME NOT NULL, 
	PRIMARY KEY (ledger_id)
);
CREATE TABLE listens (
	listen_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	speaker_id TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	speed FLOAT NOT NULL, 
	listened_at DATETIME NOT NULL, 
	PRIMARY KEY (listen_id)
);
INSERT INTO "listens" VALUES('l908622d7717acfa40af24a7e','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','worker-1','correct',1.0,'2026-03-01 12:07:30.000000');
INSERT INTO "listens" VALUES('la8f2b960cb387a1c43918608','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','worker-1','correct',1.0,'2026-03-01 12:09:00.000000');
INSERT INTO "listens" VALUES('l3ecf0c8f6b928c8423866b8a','u610194c85272eae8e83e92dd','s7eb6c9ee6bd5416dfb6dc8cf','worker-1','correct',1.0,'2026-03-01 12:10:30.000000');
INSERT INTO "listens" VALUES('lc412873a8b5a073d54155ddb','u89433aee218ed943b800722e','s90601ed38761370332659386','worker-1','correct',1.0,'2026-03-01 12:12:00.000000');
INSERT INTO "listens" VALUES('le6e2bf851a423bf84b856a28','ufcea9689518c870f91e79af0','s8816fd1e743f36d06ab1bfb3','worker-1','correct',1.0,'2026-03-01 12:13:30.000000');
INSERT INTO "listens" VALUES('l3c2af3c3838b2afcfb277205','uabf0380d346f2f4059c02861','s7eb6c9ee6bd5416dfb6dc8cf','worker-1','correct',1.0,'2026-03-01 12:15:00.000000');
INSERT INTO "listens" VALUES('lde904be3e948b4ad88e35f10','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','worker-1','correct',1.0,'2026-03-01 12:16:30.000000');
INSERT INTO "listens" VALUES('lca94266e77f1f58da542d1c4','u5006e25283bd64da14a90e27','s90601ed38761370332659386','worker-1','correct',1.0,'2026-03-01 12:18:00.000000');
INSERT INTO "listens" VALUES('la248fea7bc738b50f704252e','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','worker-2','correct',1.0,'2026-03-01 12:20:00.000000');
INSERT INTO "listens" VALUES('l18f61587aeab5094bcdf38b6','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','worker-2','correct',1.0,'2026-03-01 12:21:30.000000');
INSERT INTO "listens" VALUES('ld0ed39f7f26e2f5760510895','u610194c85272eae8e83e92dd','s7eb6c9ee6bd5416dfb6dc8cf','worker-2','correct',1.0,'2026-03-01 12:23:00.000000');
INSERT INTO "listens" VALUES('ld7bf7cf4b16c6eab714a110c','u89433aee218ed943b800722e','s90601ed38761370332659386','worker-2','correct',1.0,'2026-03-01 12:24:30.000000');
INSERT INTO "listens" VALUES('l0bfa75d4ec1aa1956783ff2a','ufcea9689518c870f91e79af0','s8816fd1e743f36d06ab1bfb3','worker-2','correct',1.0,'2026-03-01 12:26:00.000000');
INSERT INTO "listens" VALUES('l5735edfc306fd31c9e206f80','uabf0380d346f2f4059c02861','s7eb6c9ee6bd5416dfb6dc8cf','worker-2','correct',1.0,'2026-03-01 12:27:30.000000');
INSERT INTO "listens" VALUES('lf999d21041cdbfbaef3e8663','ud4ef9d62807542cbd0dc57d1','s90601ed38761370332659386','worker-2','correct',1.0,'2026-03-01 12:29:00.000000');
INSERT INTO "listens" VALUES('lf0d6f1e3312ecf4d486dcd49','u5006e25283bd64da14a90e27','s90601ed38761370332659386','worker-2','correct',1.0,'2026-03-01 12:30:30.000000');
INSERT INTO "listens" VALUES('lb77a25289a78535263c980c1','u5546d86a148fc301ebd79804','s7eb6c9ee6bd5416dfb6dc8cf','worker-3','correct',1.0,'2026-03-01 12:32:30.000000');
INSERT INTO "listens" VALUES('l1ead4a26b30000018eae348b','u89433aee218ed943b800722e','s90601ed38761370332659386','worker-3','correct',1.0,'2026-03-01 12:34:00.000000');
INSERT INTO "listens" VALUES('l49e03b21dc25b6623484971a','ucf7fe4b1b371301368801ba9','s8816fd1e743f36d06ab1bfb3','worker-3','correct',1.0,'2026-03-01 12:35:30.000000');
INSERT INTO "listens" VALUES('l7302f0f78d0d4573d914734d','u5006e25283bd64da14a90e27','s90601ed38761370332659386','worker-3','correct',1.0,'2026-03-01 12:37:00.000000');
CREATE TABLE measurements (
	utterance_id TEXT NOT NULL, 
	measures JSON NOT NULL, 
	measured_at DATETIME NOT NULL, 
	PRIMARY KEY (utterance_id)
);
INSERT INTO "measurements" VALUES('u610194c85272eae8e83e92dd','{"duration_s": 2.915125, "peak": 0.599823, "rms_dbfs": -22.995, "dc_offset": 0.0005224, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -21.624, "speech_ratio": 0.7103, "lead_silence_s": 0.02, "trail_silence_s": 0.595, "snr_db": 38.03, "digital_silence_ratio": 0.0, "bandwidth_hz": 7781.2}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('uabf0380d346f2f4059c02861','{"duration_s": 3.19725, "peak": 0.567951, "rms_dbfs": -22.601, "dc_offset": 0.0003047, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -21.493, "speech_ratio": 0.7421, "lead_silence_s": 0.0, "trail_silence_s": 0.597, "snr_db": 34.33, "digital_silence_ratio": 0.0, "bandwidth_hz": 7312.5}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('u5546d86a148fc301ebd79804','{"duration_s": 2.74175, "peak": 0.60235, "rms_dbfs": -23.393, "dc_offset": 0.0003899, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -21.552, "speech_ratio": 0.6423, "lead_silence_s": 0.0, "trail_silence_s": 0.742, "snr_db": 24.93, "digital_silence_ratio": 0.0, "bandwidth_hz": 8000.0}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('ufcea9689518c870f91e79af0','{"duration_s": 2.63125, "peak": 0.590929, "rms_dbfs": -25.036, "dc_offset": -4.83e-05, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -22.998, "speech_ratio": 0.6718, "lead_silence_s": 0.02, "trail_silence_s": 0.611, "snr_db": 43.02, "digital_silence_ratio": 0.0, "bandwidth_hz": 8765.6}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('ucf7fe4b1b371301368801ba9','{"duration_s": 2.43275, "peak": 0.60458, "rms_dbfs": -25.408, "dc_offset": -2.9e-05, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -23.553, "speech_ratio": 0.6612, "lead_silence_s": 0.0, "trail_silence_s": 0.573, "snr_db": 20.69, "digital_silence_ratio": 0.0, "bandwidth_hz": 20062.5}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('ud4ef9d62807542cbd0dc57d1','{"duration_s": 2.891125, "peak": 0.600189, "rms_dbfs": -21.098, "dc_offset": 0.0005655, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -19.662, "speech_ratio": 0.7222, "lead_silence_s": 0.0, "trail_silence_s": 0.591, "snr_db": 36.16, "digital_silence_ratio": 0.0, "bandwidth_hz": 7750.0}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('u5006e25283bd64da14a90e27','{"duration_s": 3.005261, "peak": 0.584568, "rms_dbfs": -21.183, "dc_offset": 0.0003553, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -19.598, "speech_ratio": 0.72, "lead_silence_s": 0.0, "trail_silence_s": 0.625, "snr_db": 28.08, "digital_silence_ratio": 0.009899, "bandwidth_hz": 10292.9}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('u89433aee218ed943b800722e','{"duration_s": 3.198625, "peak": 0.591888, "rms_dbfs": -19.992, "dc_offset": 0.0009192, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -18.468, "speech_ratio": 0.7296, "lead_silence_s": 0.0, "trail_silence_s": 0.619, "snr_db": 37.68, "digital_silence_ratio": 0.0, "bandwidth_hz": 7750.0}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('ua689a10a0d79888682aa2331','{"duration_s": 3.675438, "peak": 1.0, "rms_dbfs": -4.886, "dc_offset": 0.0136775, "clipped_ratio": 0.2144303, "clipped_runs": 1600, "loudness_lufs": -3.302, "speech_ratio": 0.765, "lead_silence_s": 0.0, "trail_silence_s": 0.615, "snr_db": 30.62, "digital_silence_ratio": 0.0, "bandwidth_hz": 8000.0}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('ue9d930847b5f14ed2d0919b6','{"duration_s": 1.74875, "peak": 0.601166, "rms_dbfs": -22.807, "dc_offset": 0.0014854, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -21.7, "speech_ratio": 0.8506, "lead_silence_s": 0.02, "trail_silence_s": 0.009, "snr_db": 38.65, "digital_silence_ratio": 0.0, "bandwidth_hz": 7812.5}','2026-03-01 12:00:30.000000');
INSERT INTO "measurements" VALUES('u62bf2cd640ab3c286b51cbe1','{"duration_s": 2.915125, "peak": 0.599823, "rms_dbfs": -22.995, "dc_offset": 0.0005224, "clipped_ratio": 0.0, "clipped_runs": 0, "loudness_lufs": -21.624, "speech_ratio": 0.7103, "lead_silence_s": 0.02, "trail_silence_s": 0.595, "snr_db": 38.03, "digital_silence_ratio": 0.0, "bandwidth_hz": 7781.2}','2026-03-01 12:00:30.000000');
CREATE TABLE prompts (
	prompt_id TEXT NOT NULL, 
	campaign_id TEXT NOT NULL, 
	language TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (prompt_id)
);
INSERT INTO "prompts" VALUES('p01','default','en','Please open the kitchen window');
INSERT INTO "prompts" VALUES('p06','default','en','We walked along the river yesterday');
INSERT INTO "prompts" VALUES('p11','default','en','There was no pain in my chest');
INSERT INTO "prompts" VALUES('p16','default','en','Please bring two more chairs');
INSERT INTO "prompts" VALUES('p21','default','en','Half of the money is gone');
INSERT INTO "prompts" VALUES('p26','default','en','Meet me at nine on Tuesday');
INSERT INTO "prompts" VALUES('p31','default','en','I need the blue medicine now');
INSERT INTO "prompts" VALUES('p36','default','en','Thank you for waiting so long');
INSERT INTO "prompts" VALUES('p37','default','en','Cancel the payment of four hundred dollars');
INSERT INTO "prompts" VALUES('p25','default','en','Put the small box on the table');
CREATE TABLE redactions (
	redaction_id TEXT NOT NULL, 
	utterance_id TEXT NOT NULL, 
	from_s FLOAT NOT NULL, 
	to_s FLOAT NOT NULL, 
	words JSON NOT NULL, 
	derived_sha256 TEXT NOT NULL, 
	redacted_by TEXT NOT NULL, 
	redacted_at DATETIME NOT NULL, 
	PRIMARY KEY (redaction_id)
);
INSERT INTO "redactions" VALUES('x4b11dc21a9483a4e8a07fbff','u5006e25283bd64da14a90e27',0.15,0.55,'["need", "the"]','daf351f21712c2b64fe106a29d917c4a8dde7c480f9d6901f3914b87000b05ad','lead-1','2026-03-01 12:39:30.000000');
CREATE TABLE "references" (
	utterance_id TEXT NOT NULL, 
	reference_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	method TEXT NOT NULL, 
	workers BIGINT NOT NULL, 
	agreement FLOAT, 
	sources JSON NOT NULL, 
	referenced_at DATETIME NOT NULL, votes JSON DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (utterance_id)
);
INSERT INTO "references" VALUES('u5006e25283bd64da14a90e27','r92e5a9dc8ef4bbe8c15c2472','I [redacted] [redacted] blue medicine now or not','medoid',2,0.75,'["c70e2ef6a3c75e6a69808c6b7", "c9aeeb4fdf8f521914e930069"]','2026-03-01 12:41:00.000000','[]');
INSERT INTO "references" VALUES('u610194c85272eae8e83e92dd','r22fc7e547a80317f11822cc0','Please open the kitchen window','imported',0,NULL,'[]','2026-03-01 12:40:00.000000','[]');
INSERT INTO "references" VALUES('u89433aee218ed943b800722e','r9f5c0c3b12768c30da7f0863','Thank you for waiting so long perhaps so','medoid',2,0.125,'["c94e8ddc0d7225e5a781652fa", "k88113f7d46dd088e960752e4"]','2026-03-01 12:41:00.000000','[]');
INSERT INTO "references" VALUES('ucf7fe4b1b371301368801ba9','r0e78fa665a6c3aeb1421d2a1','Half of the money is gone','rover',3,8.3333333333333337034e-01,'["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"]','2026-03-01 12:38:30.000000','[{"word": "Half", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "of", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "the", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "money", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "is", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "gone", "voters": ["c5f577ca79fc191eb3866c537", "c8ea0f2dbb028a5e594badaef", "cdfa1de147353cf60bdfe70c1"], "others": []}, {"word": "", "voters": ["c5f577ca79fc191eb3866c537", "cdfa1de147353cf60bdfe70c1"], "others": [{"word": "or", "voters": ["c8ea0f2dbb028a5e594badaef"]}]}, {"word": "", "voters": ["c5f577ca79fc191eb3866c537", "cdfa1de147353cf60bdfe70c1"], "others": [{"word": "not", "voters": ["c8ea0f2dbb028a5e594badaef"]}]}]');
INSERT INTO "references" VALUES('ud4ef9d62807542cbd0dc57d1','rde5ebda5573af014631c7461','Meet me at nine on Tuesday','medoid',2,1.0,'["c1430fa624df753ca18abfc2c", "c4ca6609ca626cd182b7f3643"]','2026-03-01 12:38:30.000000','[]');
INSERT INTO "references" VALUES('ufcea9689518c870f91e79af0','rc7eaffadc67f229428acd692','Please bring two more chairs','medoid',2,1.0,'["c71846548b6999aa1c68eed20", "cdfbf9cd536e0c2c87ab9abc9"]','2026-03-01 12:38:30.000000','[]');
CREATE TABLE report_files (
	path TEXT NOT NULL, 
	written_at DATETIME NOT NULL, 
	PRIMARY KEY (path)
);
CREATE TABLE speaker_accents (
	speaker_accent_id TEXT NOT NULL, 
	speaker_id TEXT NOT NULL, 
	verbatim TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	accent TEXT, 
	provenance TEXT NOT NULL, 
	candidates JSON NOT NULL, 
	tagged_at DATETIME NOT NULL, 
	PRIMARY KEY (speaker_accent_id)
);
INSERT INTO "speaker_accents" VALUES('a630cbe1e374cfb07b73fa751','s7eb6c9ee6bd5416dfb6dc8cf','American (US)','resolved','en-us','self_declared','[]','2026-03-01 12:02:30.000000');
INSERT INTO "speaker_accents" VALUES('a8b099cde6179a85da52360c9','s8816fd1e743f36d06ab1bfb3','American (US)','resolved','en-us','self_declared','[]','2026-03-01 12:02:30.000000');
INSERT INTO "speaker_accents" VALUES('a64f7f8b3bbe7add4719e868e','s90601ed38761370332659386','United States English','resolved','en-us','self_declared','[]','2026-03-01 12:02:30.000000');
INSERT INTO "speaker_accents" VALUES('aae2bae7d4b7c11b4055eeaa7','s99928d455e965c0d36271b85','Scottish','resolved','en-scotland','self_declared','[]','2026-03-01 12:02:30.000000');
CREATE TABLE speakers (
	speaker_id TEXT NOT NULL, 
	accent_text TEXT NOT NULL, 
	region_text TEXT NOT NULL, 
	first_language TEXT NOT NULL, 
	gender TEXT NOT NULL, 
	age_band TEXT NOT NULL, 
	region TEXT, 
	region_outcome TEXT, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (speaker_id)
);
INSERT INTO "speakers" VALUES('s7eb6c9ee6bd5416dfb6dc8cf','American (US)','Ohio, United States','English','male','thirties','US-OH','resolved','2026-03-01 12:00:30.000000');
INSERT INTO "speakers" VALUES('s8816fd1e743f36d06ab1bfb3','American (US)','Texas, USA','English','male','thirties','US-TX','resolved','2026-03-01 12:00:30.000000');
INSERT INTO "speakers" VALUES('s90601ed38761370332659386','United States English','California','English','female','twenties','US-CA','resolved','2026-03-01 12:00:30.000000');
INSERT INTO "speakers" VALUES('s99928d455e965c0d36271b85','Scottish','Perth, Scotland','English','female','teens','GB-SCT','partial','2026-03-01 12:00:30.000000');
CREATE TABLE tombstones (
	tombstone_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	erased_at DATETIME NOT NULL, 
	PRIMARY KEY (tombstone_id)
);
CREATE TABLE utterances (
	utterance_id TEXT NOT NULL, 
	campaign_id TEXT NOT NULL, 
	speaker_id TEXT NOT NULL, 
	consent_id TEXT NOT NULL, 
	prompt_id TEXT, 
	source_key TEXT NOT NULL, 
	audio_sha256 TEXT NOT NULL, 
	pcm_sha256 TEXT NOT NULL, 
	fingerprint TEXT, 
	container TEXT NOT NULL, 
	codec TEXT NOT NULL, 
	suffix TEXT NOT NULL, 
	sample_rate_hz BIGINT NOT NULL, 
	channels BIGINT NOT NULL, 
	frames BIGINT NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	duration_s FLOAT NOT NULL, 
	device TEXT NOT NULL, 
	environment TEXT NOT NULL, 
	recorded_at DATETIME, 
	collected_at DATETIME NOT NULL, 
	verdict TEXT NOT NULL, 
	PRIMARY KEY (utterance_id)
);
INSERT INTO "utterances" VALUES('u610194c85272eae8e83e92dd','default','s7eb6c9ee6bd5416dfb6dc8cf','ce2f0474e3903de630dbcaa77','p01','5c351e78f1049c11c8b711d2','26cc0249d05f2920a875f0173d22b62f5c10174f499934920ade731f066d0f97','5b1753df9d93388ef99c8d33136073cb0ee005cb1c1eabaeb8dd16e585546a83','fffffffff7ffefffffffffff2321b2f6112883f4112e3be4912e3d8e192e1d0e192a3c0e992a3c0e1968740e1358608c3255e11022d5c17132d58071269782716c9680b1cc8a0631ccaa0679ccaa1679ccaad237327bc30e325f038c325f038c325c03c6325c31c6eda07c73cda07c73cda07c794da0fc71cda29c994daee3999d2ec399995f878c9b5f8786925f8786325f8786425743c4eca078f900000000cda07839cda03c1181e30c0143d70f0103ef8c0933e0f21e3370f02632d8f02632d8722626d5186664f54863cca26bd9cd26f3d9c920db990000000099023b99d800b989f833f085a0fbf40b66bfc0ef66bf41ec64bf03ee64bf03f465ae031449407e13db407c31db407c79bb407c31ba57fc993217d7883355fb883350ff8c33687f8cb36803c6936a00e6937f0066337f8026235ffc666655ff7364859fd94c8586d94ca0a4d9cca26599c922b799d92f3b9999479b999b57971992532d9992921b99328ab7992480e798243f07aa12ff078c12be1f8c92be1f8c14bc398c34ac380c24a8700e25c0e1b0','wav','pcm_16','.wav',16000,1,46642,93328,2.915125,'phone','quiet room','2025-03-03 09:00:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('uabf0380d346f2f4059c02861','default','s7eb6c9ee6bd5416dfb6dc8cf','ce2f0474e3903de630dbcaa77','p06','ebb72a73cc04838bc76d18d3','e5f7b898f429827aff523776fc7eec532dbdc72a8a3fc978f79b4e4333e05545','665987a21b3205ef3de8908e9f27586dcf1c441e6943f14df686c3dddb108199','fffffdc3ffffffffffffffff4dfc0fcc6dbc003367bf081b720780097213f009b2437fcd984f1fe4992e35f699bd7276cdbd66f6cdb7e4f2cda5e5e3ac957ca3e4947e23f0a4be43f326be435326bc93136ea8b2136b41bb32595f3a325b4f3c3251473c0000000066d3401c66d3e01c66d3700e000000000000000000000000000000001b21d7d40ab91617210f4177992fc3ce194bc3e6194bc3c6994bc3c613d006331ab41c391eb43c3919b47c3999b47c39e92e7891e12e1e93e62a1fa2664b3f62364bbf223653af6e26d4a77c66d5c1dde6b5c7ede3f5c7ad32b5c3ed32f5c1ad32d5e04d3695f05d3691f81e6495dc3864a4d838cca16b78cca37378cca16368cc9b07c6325f87c6325f838622df03866696070c65a018b937a01cf933209c393360f5cc3369e066b379f06623d9786646d7f8664486bf33cc84f399cca4f999c9234399d9220799d93e0f9998be0f3964be073964bf039864bfe39c4dabf3bec961f9e69b40fc63bb41fc693240fcc93a40fccb32417c4333793e16b37fac36935fc066925fe066','mp3','mp3','.mp3',16000,1,51156,16580,3.19725,'phone','quiet room','2025-03-03 14:37:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('u5546d86a148fc301ebd79804','default','s7eb6c9ee6bd5416dfb6dc8cf','ce2f0474e3903de630dbcaa77','p11','b4aa3b0706b3f5f49422170f','5e7245eb597520f0909d9dace4eefc8ca91f1108f3f1189f709f6a2f3a7d0e1f','d72bc54a947da30acbc27097053612c5e6a687dff8fd48ee21c006b8c24ad63f','ffffffffffffffffffffffffc32f6931d9133d341a3534a412b194c42ca8924e2e28ca4aa3cccb4964ca6163dab364b5a53554c54d775cd69c775d1c4e56cf625d1621664daf23276dadb34764bdb06664beb06664afbc6664afe06664ad40e624b4c389925003999a5283999b5287199b432d187b43fc866740fc8e26c0fc8e64b87c8c44ae1f8678af0fa6792f07363b2f8732bb57e7739b54f3b99b5078d9995078d9d940b8d9c960b85dd961381c99415cb499b538f6c9bd21c6cdb703c6cc940f06cc943f0e8cb43e0c0db4bc08192ab008192ac0301b4bc1711a4b41711e4f4471364d04f1265504f9665424f9665416796650d66be613d227325bd0ee325f48e6325f2866325d246632d5247632d52e7766a06f3345a04fbb45a0cf994528cf994d2087995920a5ccd90074ccc926b06cc4b2b66666fb372666fb376666f54e443b0548cc990459d9990357d9990a1f99995a1f989b533f9a32039f8236ab8f8236abc7c636abc7e698ac61f4993c703c99543838995478199b547e099b504fc98f858cc341bd4c05','ogg','vorbis','.ogg',16000,1,43868,14493,2.74175,'phone','kitchen','2025-03-03 20:14:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('ufcea9689518c870f91e79af0','default','s8816fd1e743f36d06ab1bfb3','c3dd8c88dae419ba8892d7201','p16','da9797b3edb96c448dc0b4ec','85fbbf34923e81e11d43430252ffed9f2cc22cc10fc8564ab7c179d2cd53ff05','be2c8d01ce53033cbb79cb00c9b47c85c6bc7cb16e43d911c6ec9577be9b23ab','ff1ffffcffffff9fffffff00b201bf9a33017fcd332a57ed3330d465322070e5334130f53341a3f5324d27f500000000000000000000000022ae6dab19f419ab19f019e399b80ff199b80739ddb3c5cccdbfe06419bff06619aff866316dfa66326d7f9b664d6799664cef99666bcb9926494bf1265b0bf166d537f16694b3f8e490f3780000000000000000e48156569ac936171beec3111beec399136e8799337607183350061922120c1d64961863cc9218e3cc9278e2cca070e6cca070e6cc8f61e6e2d753ee3255c7c73255c1433255c1e336c3c2e344aafa03ccaa7e1ccdaa3e3cc93c3c7cc9251c7cd9078c7400000000000000009b41e384bb01e1814130e80148f9f00532ffa42d36df486c66bf406e66bf00e666be00e664be20c64dacc086492b8199c96bb319894923199b4003199b5007319a500733928006339291066392914c8616a2791c16a0f93c35a0f93c35a0f91c2d00f90c6d0079066d40b8c36904f8e34805b9b40000000000000000000000000000000000000000000000000000000000000000','ogg','opus','.opus',48000,1,126300,7812,2.63125,'laptop','quiet room','2025-03-04 01:51:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('ucf7fe4b1b371301368801ba9','default','s8816fd1e743f36d06ab1bfb3','c3dd8c88dae419ba8892d7201','p21','a33f7b578457e8159f5cff4a','ed63871e2723fdd0b1d342a91f436ecf0b12b62a3e397918af0a103be25486dc','55dc1be7e7aee350f27cfdee61d531f37c5e4634a59e634c95c7fd50d60858c8','fffffffffffffffffffb3fff996b0f0462d5739966d4f1b966d4f0796694f07be694f07b9e94f05b9d8e9acfdd3ec68c592f078c992f078c196b870c136b874ca6d03873e6d0387366943873349438333296382532571f2432d70f2432970fa464b9cfcccda8e3fbcd28f0fbcd68f07bcd40f07b6751f03666d1793667457bb66a4cef9979468cc966f6ac4566ba286666bf3066984d10c89944d7999944c3999940df9999065f99982a79e8901b1dcd99c1b61fc6a1a61b27f1a71b36fd8f0926be1fa566be3fe566ae3ce64cae3876c92a30b6c90a70b2c95452da8955c19d9b55c14d9b57c15d92f3c1b992aac27912a9c07912a9cd7996f1c4d9b551c0c9a551c0d92541e0d96d41e0ea694ce32b494cb338da049b3bd2891b39921b5f399219d71b9401571330092756cc7525136d370938095348d961625a79238a5ae50000000036cda742b69d942a0000000000000000c906da254b4eda346a5b9ac63ab9066633b12d867393e7c571b1e5d8570b457adf4bc1701c596c7c8e5e2d35cc7cbcb56dad0c9969af14db','webm','opus','.webm',48000,1,116772,7748,2.43275,'laptop','car','2025-03-04 07:28:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('ud4ef9d62807542cbd0dc57d1','default','s90601ed38761370332659386','ca3959f8cc2855959dedb09a1','p26','636d5102e355a126ac040d3f','579bc2411896246cda578d17746e8412c41a4ef8525d2e30434668f4bc471ed4','0d7a7d2b3c6a6ed59e0c92ab6426bb9204a34b163201abc77d7341881b0a3fb0','fffffff9fffffffffffffffff0e7600cfc9565e4df1965e40f19e7f6170916f333085d7b33185539363ae31a2618e34c061ee33c0696667a248f766bf1871673f9e116d5d9e89794c0f49b97c0f4c907c4e5e90cfce76804bf0965e43b0ce5e4290cd4b3190c9439198c947b198c947b930c9073a259b0c666536a8466736b8c00000000000000001e724f0c1e724f6ba48e746bc7be707bc73b18f3673b58d4531369d1324120c133c92ac1f3d92b8183992ba183992ba103192b71161254f22436d4720436d4724636d53a8626d51a46269d1ac4669f9acce6abc418e42ae4f9ce43e43bd9abe43b99afe5fb992fa9fb992f19fb992f1d3c33484e34225252e422d0b6e466d0bee466d43e46e6b43e0664b43e0c64bc4e4c6d2c44d8e259c478e253c4b8c6d2dc38e6d65c92e69611c3acf46da3dcb86f335da8e7335ec0e6335b82c63252818626b6010f64b2550b64a3552944a357384ca21630cc228630c9268e30c966aa388964aab89945ea7998c9787990c9507990c9503990c954999088743cb0998d34b192c93c','flac','flac','.flac',16000,1,46258,65934,2.891125,'phone','','2025-03-04 13:05:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('u5006e25283bd64da14a90e27','default','s90601ed38761370332659386','ca3959f8cc2855959dedb09a1','p31','61ed9324b7de52e2ef480168','db4dfe5f2ca91c0c52af6edfae90453fb7510b35140079acb4623d84366721df','ea04122f5171235babab6c86ccf153d65771e968b1cd468d847d58272868cb9d','ffffffffffffffffffc00000621f48f32319d0f32399d073c319b0738399b7791291775dc4327dcc242254ec6c22548eec66d68e4c64978ed8ec8f8c99cc8f8666ccaaa6663350e3463350e34632b0c3d846330999cc2f0db9cc2f1cb9cd4f1cb9cc4f2a273bc0722633d0f2663351e3263351c3e63341c2d9ccaf1cd9ccae1cd9ccae1c19ccbe0c38c49f0c9bdb9cec399ba0e638bbb4e378bbe52338db605bb8c3795bb9c361d1b3c161d133c161d133916391331922b133192abd33192aad23196aec2613676e6432554a4422554dc4225545cc26d5454c2694064864aa9ec844aa9ec844aabe8845aa3e984d2c3690c9540e10c9541e108b540e309b541e309a501e3192789e6132a8d66136a8466334a866e764a0668767051ecf6d558e8f6d40869f6d40e63192aa62a196ab0ca112a08800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000','mp3','mp3','.mp3',44100,1,132532,15484,3.005261,'phone','office','2025-03-04 18:42:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('u89433aee218ed943b800722e','default','s90601ed38761370332659386','ca3959f8cc2855959dedb09a1','p36','9c89c0b69be9388c80c6325f','c1e9ed84724b0a08b61a0c35cee30e8d5ba8a9c484d2f6ff2a8f9ecf8828d070','d30f05ecfdfa6b351289d2519c33cac2111ad726eb90c8ec8d3eab616502c45f','fffffffffffffffffff80000863655192426558d2426578c04264fec8466cbe68c668ac68c66d8e698e4d072d86354f2874354f2663bf513663abe196634af19663caf11d8261fe699c659e699c6d3e699c2cdee99c6ecfc58cc677c58cc2c1d58cc34ad99cd30edb9c96965b9c94d40939d43d18399abd783992b8603996ba253196a2232116c2366137c03e42274dda466d4fd8c6694fd8ce493fc98e491fc18ec85dc79eca7dc6644865666515e5633d24a3c331b683c3b196978bb196b68d9192fe8d9192fc1dd592fc1dcc92bc16ca34a8164a252e164a256bd64a2d7bd4422d5ff4c2695bacd66b5aac964a52ac964a426c944a825c944aa378844aade984d2ada984953d2984951fa9ad951fe189b50f61a9b5476109b7c1610892e04309b2e01309a6b0c219253162112d1bc613251fc6334507ec32414cec6643e6e00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000','ogg','vorbis','.ogg',16000,1,51178,15926,3.198625,'phone','quiet room','2025-03-05 00:19:00.000000','2026-03-01 12:00:30.000000','accepted');
INSERT INTO "utterances" VALUES('ua689a10a0d79888682aa2331','default','s99928d455e965c0d36271b85','cfd0e71f5b59d25625ccda5bf','p37','5c4221c94315d18ef85b1411','434df8715249e73a868726bcf3fda7d042c7ab50c54461b99a17ede367a3b6f8','d8d4ac46e3d84feca7c4190ff0693f932bdb904cd5c9c3dcb43a436c1b9fdbe2','ffffffffffffffffffffffff3128b51ab138d51ad338d752df385b72db2652f25d8652e70ca6e0e340a6e0e361ececf9ef79ad18bb19af1c8b192f1883192f1c621b23bc2e3b20ec0e3126cc0e51264c1e64ac1390e67853f0e64acdf4e64a8de4865a4ce5865b0c83199d328719b572db39a5b20f39a5b20f19a4b20e565aa062465ab12326526135b472e730ce64c794c66c95dcc66a99d8c64a19c0e65a19dca4d3092d2c972a1908b52a1108a5283108a728710895ad634995bde34b1db4621b19f60e5328f2061129f21e316df24630eff38484d71baca6d74cade6d74e39eed74c394c954c7948b599f1992db1f19128b3c1f32ab2c9332af20b732af6097336a6d34f47ae9677476ad257644a43df24dc61c93ddc618da4c7298ca4a3be0cd9339e0dc8330e724b392e735b5ca6734ecc3e724eccfe722cccdc8f32f3ddcfb76ad1cf876afde6dd5bede6dd8929acdd8c298c95a40b0c95301308b5700219a27122192af562112ac542136ac546134b4bc6b24f0a84a6d71a8426973a856c91b2656c81726665a1e2','flac','flac','.flac',16000,1,58807,111270,3.675438,'phone','','2025-03-28 09:59:00.000000','2026-03-01 12:00:30.000000','rejected');
INSERT INTO "utterances" VALUES('ue9d930847b5f14ed2d0919b6','default','s8816fd1e743f36d06ab1bfb3','c3dd8c88dae419ba8892d7201','p25','e7b55c4926c91c7271c31437','7684838fb7322de06c8f23fea3050f4b9ff2f7e31207862cb43b37d124f87560','f253dbd27d8359077cc49a1082f54309a74a6dbdba777dadb8355eb4ca6747b0','01ffbffffffffffffffffffc0000000000000000000000000000000000000000000000000000000041b0d64f40b3d26745b2fa2d65b8fc0d64a8798564a87d8464ac7fc4368f3ff69b578ffa9b57813b000000009b47833b9b47c07be48f666bfcf73269de6983d5cf6993946f35878464bf878c64af078c64bf078c24be078c9ad67bf19b5078739b4078f39b4178739b417873d7c03c129d9c3b1b9dcc7d9e9d9e3c9e89a7388d49a1ec8dcdb4e445cc947e658c947365ae94fbe5ae56abb3136b833a116b837a196b027a114b037a11cb027a714d02bc324506bc265405fc665035ac26547dac265479a436551da632551f4632971e4626871e4666ab1e4664aa9f4445aad438cd78c2bbc954e3d99954e3d99b54e1f99b54e0199b54e01b9950781ae0f83c2bbcdcaee19c18ace19e2163e13b214bf1bb1f4700642f0f05652e1f86652e3e86652e3ce66d0e38a6cb5470daced1c0f9ced1c0e9cef1c0c9cae1c1b992e1c339b20f533b323d871834bf070c652f078ccd3f078c897e878c9b50f9330000000000000000','wav','pcm_16','.wav',16000,1,27980,56004,1.74875,'laptop','','2025-03-31 05:23:00.000000','2026-03-01 12:00:30.000000','quarantined');
INSERT INTO "utterances" VALUES('u62bf2cd640ab3c286b51cbe1','default','s7eb6c9ee6bd5416dfb6dc8cf','ce2f0474e3903de630dbcaa77','p01','faf0a8a3be3f29c9f3b6be3e','cc064ac7f5b333d86bef17e31d294c606588f0e67b74b28d80440b0e1b7990f3','5b1753df9d93388ef99c8d33136073cb0ee005cb1c1eabaeb8dd16e585546a83','fffffffff7ffefffffffffff2321b2f6112883f4112e3be4912e3d8e192e1d0e192a3c0e992a3c0e1968740e1358608c3255e11022d5c17132d58071269782716c9680b1cc8a0631ccaa0679ccaa1679ccaad237327bc30e325f038c325f038c325c03c6325c31c6eda07c73cda07c73cda07c794da0fc71cda29c994daee3999d2ec399995f878c9b5f8786925f8786325f8786425743c4eca078f900000000cda07839cda03c1181e30c0143d70f0103ef8c0933e0f21e3370f02632d8f02632d8722626d5186664f54863cca26bd9cd26f3d9c920db990000000099023b99d800b989f833f085a0fbf40b66bfc0ef66bf41ec64bf03ee64bf03f465ae031449407e13db407c31db407c79bb407c31ba57fc993217d7883355fb883350ff8c33687f8cb36803c6936a00e6937f0066337f8026235ffc666655ff7364859fd94c8586d94ca0a4d9cca26599c922b799d92f3b9999479b999b57971992532d9992921b99328ab7992480e798243f07aa12ff078c12be1f8c92be1f8c14bc398c34ac380c24a8700e25c0e1b0','flac','flac','.flac',16000,1,46642,61061,2.915125,'phone','quiet room','2025-04-02 02:19:00.000000','2026-03-01 12:00:30.000000','rejected');
CREATE TABLE work (
	work_id TEXT NOT NULL, 
	worker_id TEXT NOT NULL, 
	campaign_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	active_s FLOAT NOT NULL, 
	audio_s FLOAT NOT NULL, 
	worked_at DATETIME NOT NULL, 
	PRIMARY KEY (work_id)
);
INSERT INTO "work" VALUES('w0000000000000001daa66d13','worker-1','default','gold','corrected',5.0,2.74175,'2026-03-01 12:08:00.000000');
INSERT INTO "work" VALUES('w000000000000000317156075','worker-1','default','correct','corrected',6.0,2.43275,'2026-03-01 12:09:30.000000');
INSERT INTO "work" VALUES('w0000000000000004538453d7','worker-1','default','correct','corrected',7.0,2.915125,'2026-03-01 12:11:00.000000');
INSERT INTO "work" VALUES('w00000000000000058ff34739','worker-1','default','correct','skipped',2.0,3.198625,'2026-03-01 12:12:30.000000');
INSERT INTO "work" VALUES('w0000000000000006cc623a9b','worker-1','default','correct','corrected',9.0,2.63125,'2026-03-01 12:14:00.000000');
INSERT INTO "work" VALUES('w000000000000000808d12dfd','worker-1','default','correct','flagged',1.0,3.19725,'2026-03-01 12:15:30.000000');
INSERT INTO "work" VALUES('w00000000000000094540215f','worker-1','default','correct','corrected',11.0,2.891125,'2026-03-01 12:17:00.000000');
INSERT INTO "work" VALUES('w000000000000000a81af14c1','worker-1','default','correct','corrected',12.0,3.005261,'2026-03-01 12:18:30.000000');
INSERT INTO "work" VALUES('w000000000000000c5c5581d4','worker-2','default','gold','corrected',5.0,2.74175,'2026-03-01 12:20:30.000000');
INSERT INTO "work" VALUES('w000000000000000d98c47536','worker-2','default','correct','corrected',6.0,2.43275,'2026-03-01 12:22:00.000000');
INSERT INTO "work" VALUES('w000000000000000ed5336898','worker-2','default','correct','corrected',7.0,2.915125,'2026-03-01 12:23:30.000000');
INSERT INTO "work" VALUES('w000000000000001011a25bfa','worker-2','default','correct','skipped',2.0,3.198625,'2026-03-01 12:25:00.000000');
INSERT INTO "work" VALUES('w00000000000000114e114f5c','worker-2','default','correct','corrected',9.0,2.63125,'2026-03-01 12:26:30.000000');
INSERT INTO "work" VALUES('w00000000000000128a8042be','worker-2','default','correct','flagged',1.0,3.19725,'2026-03-01 12:28:00.000000');
INSERT INTO "work" VALUES('w0000000000000013c6ef3620','worker-2','default','correct','corrected',11.0,2.891125,'2026-03-01 12:29:30.000000');
INSERT INTO "work" VALUES('w0000000000000015035e2982','worker-2','default','correct','corrected',12.0,3.005261,'2026-03-01 12:31:00.000000');
INSERT INTO "work" VALUES('w0000000000000016de049695','worker-3','default','gold','corrected',5.0,2.74175,'2026-03-01 12:33:00.000000');
INSERT INTO "work" VALUES('w00000000000000181a7389f7','worker-3','default','correct','corrected',6.0,3.198625,'2026-03-01 12:34:30.000000');
INSERT INTO "work" VALUES('w000000000000001956e27d59','worker-3','default','correct','corrected',7.0,2.43275,'2026-03-01 12:36:00.000000');
INSERT INTO "work" VALUES('w000000000000001a935170bb','worker-3','default','correct','skipped',2.0,3.005261,'2026-03-01 12:37:30.000000');
CREATE TABLE workers (
	worker_id TEXT NOT NULL, 
	languages JSON NOT NULL, 
	speaker_id TEXT, 
	created_at DATETIME NOT NULL, accents JSON DEFAULT '[]' NOT NULL, region TEXT, 
	PRIMARY KEY (worker_id)
);
INSERT INTO "workers" VALUES('worker-1','["en"]',NULL,'2026-03-01 12:04:00.000000','["en-us"]','FR');
INSERT INTO "workers" VALUES('worker-2','["en"]',NULL,'2026-03-01 12:04:30.000000','[]','FR');
INSERT INTO "workers" VALUES('worker-3','["en"]',NULL,'2026-03-01 12:05:00.000000','[]','FR');
INSERT INTO "workers" VALUES('lead-1','["en"]',NULL,'2026-03-01 12:05:30.000000','[]',NULL);
INSERT INTO "workers" VALUES('worker-9','["en"]',NULL,'2026-03-01 12:40:30.000000','[]',NULL);
CREATE INDEX ix_assignments_state_leased_until ON assignments (state, leased_until);
CREATE INDEX ix_assignments_utterance_id_worker_id ON assignments (utterance_id, worker_id);
CREATE INDEX ix_assignments_worker_id_state ON assignments (worker_id, state);
CREATE INDEX ix_consents_speaker_id ON consents (speaker_id);
CREATE INDEX ix_corrections_utterance_id ON corrections (utterance_id);
CREATE INDEX ix_corrections_worker_id_corrected_at ON corrections (worker_id, corrected_at);
CREATE INDEX ix_decisions_rule ON decisions (rule);
CREATE INDEX ix_decisions_source_key ON decisions (source_key);
CREATE INDEX ix_decisions_utterance_id ON decisions (utterance_id);
CREATE INDEX ix_error_counts_utterance_id ON error_counts (utterance_id);
CREATE INDEX ix_hypotheses_identity ON hypotheses (identity);
CREATE INDEX ix_hypotheses_utterance_id ON hypotheses (utterance_id);
CREATE INDEX ix_listens_speaker_id ON listens (speaker_id);
CREATE INDEX ix_listens_utterance_id ON listens (utterance_id);
CREATE INDEX ix_listens_worker_id ON listens (worker_id);
CREATE INDEX ix_speaker_accents_accent ON speaker_accents (accent);
CREATE INDEX ix_speaker_accents_speaker_id ON speaker_accents (speaker_id);
CREATE INDEX ix_utterances_audio_sha256 ON utterances (audio_sha256);
CREATE INDEX ix_utterances_pcm_sha256 ON utterances (pcm_sha256);
CREATE INDEX ix_utterances_source_key ON utterances (source_key);
CREATE INDEX ix_utterances_speaker_id ON utterances (speaker_id);
CREATE INDEX ix_utterances_verdict ON utterances (verdict);
CREATE INDEX ix_assignments_kind_state_language_lane_priority_assignment_id ON assignments (kind, state, language, lane, priority, assignment_id);
CREATE INDEX ix_drafts_utterance_id ON drafts (utterance_id);
CREATE INDEX ix_work_worked_at ON work (worked_at);
CREATE INDEX ix_work_worker_id_worked_at ON work (worker_id, worked_at);
CREATE INDEX ix_ledger_item_id ON ledger (item_id);
CREATE INDEX ix_ledger_worker_id_period ON ledger (worker_id, period);
CREATE INDEX ix_gold_answers_utterance_id ON gold_answers (utterance_id);
CREATE INDEX ix_gold_answers_worker_id ON gold_answers (worker_id);
CREATE INDEX ix_adjudications_utterance_id ON adjudications (utterance_id);
CREATE INDEX ix_appeals_state ON appeals (state);
CREATE INDEX ix_appeals_utterance_id ON appeals (utterance_id);
CREATE INDEX ix_redactions_utterance_id ON redactions (utterance_id);
COMMIT;
