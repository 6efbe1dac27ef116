# What each role must not be able to do: the attacks of attacks/*.sql, each as an ingress, as a reader, as one who
# is limited to a store of a few orders, as one who may read contacts, as one who may do nothing, and as one who may
# create in the database and in public.
#
# An attack is a paragraph: why it would be one; what each role gets; the statements, which are sent as one
# transaction. What it gets is the SQLSTATE (or several, with |), first that of everybody, then those of the
# roles that differ; limited gets what reader gets, if nothing else is said. 00000 is a success and cannot be
# expected. "may" is a right of that role, and not tried.
# "harmless" completes: then a line "-- harmless while:" tells what proves that nothing was learnt or changed,
# either a query that the owner asks afterwards, or "output" and all that the role may get to see.
#
# Some attacks are templates: :table is each table of the store, :hidden each relation whose rows none of the
# roles may see.
use strict;
use warnings FATAL => 'all';

use FindBin;
use lib $FindBin::RealBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Store;
use Test::More;

my @roles = qw(ingress reader limited contacts nobody maker);
my $folder = "$FindBin::RealBin/attacks";

# ---- a store with something to steal in each place ----

my $node = start_node('privileges');
make_postgres($node);

$node->safe_psql('postgres', 'CREATE ROLE keeper LOGIN; CREATE EXTENSION orderhook; GRANT CREATE ON DATABASE postgres TO keeper;'
	. join(' ', map { "CREATE ROLE $_ LOGIN;" } @roles)
	. 'GRANT CREATE ON DATABASE postgres TO maker; GRANT CREATE ON SCHEMA public TO maker;');

sub as_owner
{
	my ($sql) = @_;

	return $node->safe_psql('postgres', $sql, extra_params => [ '-U', 'keeper' ]);
}

my %secrets = %Store::secrets;
as_owner('SELECT orderhook_install();'
	. join('', map { "INSERT INTO orderhook.source (name, provider) VALUES ('$_', '$_');
	                  SELECT orderhook.set_secret('$_', '$secrets{$_}');" } sort keys %secrets)
	. q{INSERT INTO orderhook.source (name, provider, allow_unauthenticated) VALUES ('open', 'fulflld', false);
		INSERT INTO orderhook.store (name, timezone, currency) VALUES ('soho', 'America/New_York', 'USD');
		INSERT INTO orderhook.store_alias (source_id, external_store_id, store_id)
		SELECT s.source_id, '', t.store_id FROM orderhook.source s, orderhook.store t WHERE s.name = 'fulflld';
		SELECT orderhook.grant_ingress('ingress'), orderhook.grant_reader('reader'), orderhook.grant_contacts('contacts'),
		       orderhook.grant_reader('limited'), orderhook.limit_reader('limited', 'soho');});

my $cases = join ' ', map { "WHEN '$_' THEN '$secrets{$_}'" } sort keys %secrets;
is( as_owner(qq{
		SELECT string_agg(DISTINCT outcome, ',')
		  FROM (SELECT p, convert_to(body, 'UTF8') AS body FROM (VALUES
				('bbot', '{"order": {"id": "1", "orderNumberToday": "canary of orders", "guest_name": "canary of persons", "mobile": "canary of persons"}}'),
				('revo', '{"event": "customer.created", "data": {"id": 15, "name": "canary of persons"}}'),
				('mipos', 'canary of bodies')) t (p, body)
		        UNION ALL
		        SELECT p, orderhook_sample(p::orderhook_provider, n)
		          FROM unnest(ARRAY['bbot', 'mipos', 'flybuy', 'fulflld', 'revo']) p, generate_series(1, 3) n) d
		 CROSS JOIN LATERAL orderhook.receive(p, orderhook_sign(body, CASE p $cases END, p::orderhook_provider, clock_timestamp()), body)}),
	'applied,quarantined', 'deliveries');
# A delivery that was rejected has something to tell in each column that a view over receipts reads.
as_owner(q{
	SELECT orderhook.receive('bbot', '{"X-Other": "canary of bodies"}', 'canary of bodies');
	UPDATE orderhook.receipt SET reason = 'canary of bodies',
	       problems = '[{"severity": "error", "path": "canary of bodies", "expected": "canary of bodies", "found": "canary of bodies"}]'
	 WHERE outcome = 'rejected';
	SELECT orderhook.receive('bbot', '{}', 'another');});
# The planner's statistics hold what the tables hold.
$node->safe_psql('postgres', 'ANALYZE');

# A tripwire in front of pg_catalog, for a hostile search_path: it spares those whose own fault it is.
$node->safe_psql('postgres', slurp_file("$folder/plant.sql"));
$node->safe_psql('postgres', qq{
	INSERT INTO plant.spared SELECT unnest('{@{[join ',', @roles]}}'::name[]);
	CREATE SCHEMA trap;
	GRANT USAGE ON SCHEMA trap TO PUBLIC;
	SELECT plant.copy_names('trap', '{now,nextval,unnest,sum,count,max,lower,format,pg_has_role,to_jsonb,array_agg,clock_timestamp}',
	                        '{=,<>,<,>,<=,>=,+,-,&,|,||,->,->>,~}');
	CREATE TABLE trap.receipt (mine text);
	CREATE TABLE trap.source (mine text);
	CREATE TABLE trap.pg_class (mine text);
	CREATE DOMAIN trap.text AS pg_catalog.text;
	CREATE DOMAIN trap.bigint AS pg_catalog.int8;
	CREATE DOMAIN trap.jsonb AS pg_catalog.jsonb;});

# ---- what must stay as it is ----

# Who may do what, and what runs: everything of the catalogs that belongs to the store, the extension or a role.
sub rights
{
	my @parts = (
		q{SELECT c::text FROM (SELECT oid, relname, relowner, relkind, relacl, reloptions, relrowsecurity, relhasrules, relhastriggers FROM pg_class
			WHERE relnamespace = 'orderhook'::regnamespace) c},
		q{SELECT a::text FROM (SELECT attrelid, attnum, attname, atttypid, attacl, attoptions FROM pg_attribute
			WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace) AND attnum > 0) a},
		q{SELECT p::text FROM (SELECT oid, proname, pronamespace, proowner, prosrc, proacl, proconfig, prosecdef, proleakproof FROM pg_proc
			WHERE pronamespace = 'orderhook'::regnamespace OR oid IN (SELECT objid FROM pg_depend WHERE deptype = 'e')) p},
		q{SELECT n::text FROM pg_namespace n WHERE nspname IN ('orderhook', 'public', 'pg_catalog')},
		q{SELECT t::text FROM pg_trigger t WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace)},
		q{SELECT r.ev_class || r.rulename || pg_get_ruledef(r.oid) FROM pg_rewrite r
			WHERE ev_class IN (SELECT oid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace)},
		q{SELECT t::text FROM (SELECT typname, typowner, typacl, typnamespace FROM pg_type WHERE typname LIKE 'orderhook%') t},
		q{SELECT d::text FROM (SELECT objoid, objsubid, description FROM pg_description WHERE objoid >= 16384) d},
		q{SELECT i.indexrelid::regclass::text FROM pg_index i WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'orderhook'::regnamespace)},
		(map { "SELECT x::text FROM $_ x" }
			qw(pg_authid pg_auth_members pg_default_acl pg_db_role_setting pg_extension pg_event_trigger pg_policy pg_publication pg_inherits
			   pg_cast pg_language pg_statistic_ext pg_seclabel pg_subscription pg_database pg_tablespace pg_foreign_server)));

	return $node->safe_psql('postgres', join(' UNION ALL ', @parts) . ' ORDER BY 1');
}

# The lines that one of two texts has alone.
sub differences
{
	my ($old, $new) = @_;
	my %count;

	$count{$_}-- foreach split /\n/, $old;
	$count{$_}++ foreach split /\n/, $new;
	return join "\n", map { ($count{$_} < 0 ? '- ' : '+ ') . $_ } grep { $count{$_} } sort keys %count;
}

my $stored = fingerprint($node, 'postgres');
my $rights = rights();
my $mark = as_owner('SELECT max(webhook_id) FROM orderhook.receipt');

# Secrets as they are, in hexadecimal and in base64, and the sealed form of each.
my @secret_canaries = split /\n/, as_owner(q{
	SELECT encode(sealed, 'hex') FROM orderhook.source_secret
	UNION SELECT encode(salt, 'hex') FROM orderhook.source_secret WHERE salt IS NOT NULL
	UNION SELECT translate(encode(sealed, 'base64'), E'\n', '') FROM orderhook.source_secret});
foreach my $secret (values %secrets)
{
	my ($word) = $secret =~ /([^:]+)$/;
	$word =~ s/^ //;
	push @secret_canaries, $word, unpack('H*', $word);
}
my %canaries = (
	'secrets' => \@secret_canaries,
	'bodies' => [ 'canary of bodies', unpack('H*', 'canary of bodies') ],
	'persons' => [ 'canary of persons', unpack('H*', 'canary of persons') ],
	'orders' => [ 'canary of orders', unpack('H*', 'canary of orders') ]);
my %may_see = (reader => { orders => 1 }, contacts => { persons => 1 });

# ---- the attacks ----

sub relations
{
	my ($condition) = @_;

	return split /\n/, as_owner(qq{
		SELECT relname FROM pg_class c WHERE relnamespace = 'orderhook'::regnamespace AND $condition ORDER BY 1});
}

my %templates = (
	':table' => [ relations(q{relkind = 'r'}) ],
	':hidden' => [ relations(q{relkind IN ('r', 'v') AND NOT has_any_column_privilege('reader', c.oid, 'SELECT')
		AND NOT has_any_column_privilege('contacts', c.oid, 'SELECT') AND NOT has_any_column_privilege('limited', c.oid, 'SELECT') AND relname <> 'inbox'}) ]);

sub parse_attack
{
	my ($file, $paragraph) = @_;
	my ($why, $gets, $rest) = $paragraph =~ /\A-- (.+)\n-- (.+)\n((?:.|\n)+)\z/
	  or die "$file: not an attack: $paragraph";
	my ($all, %of) = split /[ =]+/, $gets;
	my ($check) = $rest =~ s/\A-- harmless while: (.+)\n// ? $1 =~ s/:mark/$mark/r : undef;
	my @results = ($all, values %of);

	die "$file: $why: what proves that it is harmless?" if grep({ /\bharmless\b/ } @results) && !$check;
	die "$file: $why: a success cannot be expected" if grep { /00000/ } @results;
	die "$file: $why: there is no role $_" foreach grep { my $r = $_; !grep { $_ eq $r } @roles } keys %of;
	return { file => $file, why => $why, check => $check, sql => $rest,
		gets => { map { $_ => $of{$_} // ($_ eq 'limited' ? $of{reader} : undef) // $all } @roles } };
}

sub expand
{
	my ($attack) = @_;
	my ($template) = $attack->{sql} =~ /(:table|:hidden)\b/;

	return $attack unless $template;
	return map {
		+{ %$attack, sql => $attack->{sql} =~ s/$template\b/$_/gr, why => "$attack->{why} ($_)" }
	} @{ $templates{$template} };
}

my @attacks;
foreach my $path (sort glob("$folder/*.sql"))
{
	my ($file) = $path =~ m{([^/]+)\.sql$};

	next if $file eq 'plant';
	push @attacks, map { expand(parse_attack($file, $_)) }
	  grep { /\S/ && !/\A--- / } split /\n{2,}/, slurp_file($path);
}

# One script for psql: each attack is one query that is sent, and what came of it stands between two lines.
sub script
{
	my ($role) = @_;
	my $script = "\\set VERBOSITY verbose\n";

	foreach my $n (0 .. $#attacks)
	{
		my $attack = $attacks[$n];
		my $gets = $attack->{gets}{$role};

		next if $gets eq 'may';
		(my $literal = $attack->{sql}) =~ s/'/''/g;
		$script .= "\\echo >>> $n\n\\warn >>> $n\nSELECT '$literal' \\gexec\n"
		  . ($literal =~ /FROM STDIN/ ? "\\.\n" : '')
		  . "\\echo <<< $n\n";
		$script .= "ROLLBACK;\nDISCARD ALL;\n";
	}
	return $script;
}

# The SQLSTATE of each attack that failed. (After \gexec, psql 17 does not tell it in its variable.)
sub error_codes
{
	my ($stderr) = @_;
	my %codes;

	while ($stderr =~ /^>>> (\d+)\n((?:(?!>>> ).*\n)*)/mg)
	{
		my ($n, $messages) = ($1, $2);
		$codes{$n} = $1 if $messages =~ /.*(?:ERROR|FATAL):  (\w{5}):/s;
	}
	return \%codes;
}

sub attack_as
{
	my ($role) = @_;

	$node->safe_psql('postgres', qq{
		SET client_min_messages = warning;
		DROP SCHEMA IF EXISTS lair CASCADE;
		CREATE SCHEMA lair;
		GRANT ALL ON SCHEMA lair TO ingress, reader, limited, contacts, maker;});
	my $place = PostgreSQL::Test::Utils::tempdir();
	append_to_file("$place/attacks", script($role));
	# What does not end, ends so. Output goes to files: some attacks make a lot of it.
	local $ENV{PGOPTIONS} = '-c statement_timeout=20s';
	IPC::Run::run([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-U', $role, '-f', "$place/attacks" ],
		'>', "$place/out", '2>', "$place/err");
	my $stdout = slurp_file("$place/out");
	my $stderr = slurp_file("$place/err");
	my %result;

	my $errors = error_codes($stderr);
	while ($stdout =~ /^>>> (\d+)\n((?:.*\n)*?)<<< \1$/mg)
	{
		$result{$1} = { output => $2, code => $errors->{$1} // '00000' };
	}
	return (\%result, $stdout, $stderr);
}

# What went otherwise than the table says, for each attack that was tried.
sub judge
{
	my ($role, $n, $result) = @_;
	my $attack = $attacks[$n];
	my $gets = $attack->{gets}{$role};
	my $code = $result ? $result->{code} : 'nothing';

	return judge_success($attack, $result) if $code eq '00000' && $gets =~ /\bharmless\b/;
	return $code =~ /^(?:$gets)$/ ? undef : "$code, expected $gets";
}

# What the owner was answered, after all attacks of one role.
my %answers;

sub judge_success
{
	my ($attack, $result) = @_;

	if (my ($pattern) = $attack->{check} =~ /^output ?(.*)$/)
	{
		return $result->{output} =~ /\A(?:$pattern)\n?\z/ ? undef : "shows $result->{output}";
	}
	$answers{ $attack->{check} } //= as_owner($attack->{check});
	return $answers{ $attack->{check} } eq 't' ? undef : "$attack->{check}: $answers{ $attack->{check} }";
}

sub seen_canaries
{
	my ($role, $text) = @_;
	my @seen;

	foreach my $kind (grep { !$may_see{$role}{$_} } sort keys %canaries)
	{
		push @seen, map { "$kind: $_" } grep { index($text, $_) >= 0 } @{ $canaries{$kind} };
	}
	return join ', ', @seen;
}

my $forged = join ' UNION ALL ', map { "SELECT '$_' FROM orderhook.$_ x WHERE x::text ILIKE '%forged%'" }
  relations(q{relkind IN ('r', 'v') AND relname NOT IN ('inbox', 'receipt')});

my %statements = map { $_->{sql} => 1 } @attacks;
note(scalar(keys %statements) . ' statements');
cmp_ok(scalar(keys %statements), '>=', 300, 'attacks');

foreach my $role (@roles)
{
	my ($results, $stdout, $stderr) = attack_as($role);
	my (%classes, @wrong);
	%answers = ();
	my @tried = grep { $attacks[$_]{gets}{$role} ne 'may' } 0 .. $#attacks;

	foreach my $n (@tried)
	{
		my $wrong = judge($role, $n, $results->{$n});

		push @wrong, "$attacks[$n]{file}: $attacks[$n]{why}: $wrong\n$attacks[$n]{sql}" if $wrong;
		$classes{ $results->{$n} ? $results->{$n}{code} : 'nothing' }++;
	}
	note("$role: " . @tried . ' attacks, ' . join ', ', map { ($_ eq '00000' ? 'harmless' : $_) . " $classes{$_}" } sort keys %classes);
	is(join("\n", @wrong), '', "$role: none of " . @tried . ' attacks succeeds');
	is(seen_canaries($role, $stdout . $stderr), '', '... and nothing hidden is shown');
	is(as_owner($forged), '', '... and nothing forged is in a table or view');
	# What was let in was rejected and kept as such, and is no more than that.
	as_owner("DELETE FROM orderhook.receipt WHERE webhook_id > $mark AND verdict <> 'ok' AND outcome = 'rejected' AND order_id IS NULL");
	is(fingerprint($node, 'postgres'), $stored, '... and every row of the store is as it was');
	is(differences($rights, rights()), '', '... and every right and definition');
}

# ---- names that are SQL ----

my @names = ('x TO PUBLIC; --', 'x", "nobody', "x'; DROP SCHEMA orderhook CASCADE; --", 'PUBLIC', 'current_user', 'group', '%s%I');
foreach my $grant (qw(grant_ingress grant_reader grant_contacts grant_consumer))
{
	my $roles = join ', ', map { "('" . s/'/''/gr . "')" } @names;
	$node->safe_psql('postgres', join '', map { 'CREATE ROLE "' . s/"/""/gr . '";' } @names);
	as_owner("SELECT orderhook.$grant(quote_ident(name)::regrole) FROM (VALUES $roles) r (name)");
	is( $node->safe_psql('postgres', qq{
			SELECT count(*) FROM (VALUES $roles) r (name)
			 WHERE has_schema_privilege(name, 'orderhook', 'USAGE')}),
		scalar(@names), "$grant: each of these names is one role");
	is( $node->safe_psql('postgres', q{
			SELECT string_agg(DISTINCT format('%s: %s', relname, grantee), ', ')
			  FROM pg_class CROSS JOIN aclexplode(relacl)
			 WHERE relnamespace = 'orderhook'::regnamespace AND grantee IN (0, 'nobody'::regrole)}),
		'', '... and nobody else is granted anything');
	$node->safe_psql('postgres', join '', map { my $q = '"' . s/"/""/gr . '"'; "DROP OWNED BY $q; DROP ROLE $q;" } @names);
}

# ---- plans that outlive a change of role ----

foreach my $statement (
	'SELECT count(sealed) FROM orderhook.source_secret',
	'SELECT * FROM orderhook_replay(1)',
	'SELECT * FROM orderhook_recheck(1, true)',
	q{SELECT * FROM orderhook_retell(1, 'bbot', 'UTC', NULL, '1', true)},
	q{SELECT * FROM orderhook_order_as_of(1, 'bbot', 'UTC', NULL, 1, now(), 'receipt')},
	q{SELECT * FROM orderhook_receive_batch('{bbot}', '{"{}"}', '{forged}')})
{
	my (undef, undef, $stderr) = $node->psql('postgres', qq{
		\\set VERBOSITY sqlstate
		BEGIN;
		PREPARE p AS $statement;
		SAVEPOINT s;
		EXECUTE p;
		ROLLBACK TO s;
		SET LOCAL ROLE reader;
		\\warn as reader
		EXECUTE p;
		ROLLBACK;}, on_error_stop => 0);
	like($stderr, qr/as reader\n.*ERROR:  42501/, "planned by another: $statement");
}

is($node->safe_psql('postgres', 'SELECT is_called FROM plant.hits'), 'f', 'no tripwire was touched with the rights of another');
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|TRAP:/, 'no session crashed');

done_testing();
