# Catalogue.pm
#	What the server's catalogues say of the extension and its store, as text that can be compared.
package Catalogue;

use strict;
use warnings FATAL => 'all';

use Exporter 'import';
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(catalogue is_catalogue);

# An absent ACL is the default one, which a dump may also write out.
my $privileges = q{
	SELECT string_agg(concat_ws(' ', grantee::regrole, privilege_type, CASE WHEN is_grantable THEN 'grantable' END,
	                            'by', grantor::regrole), ', ' ORDER BY grantee::regrole::text COLLATE "C", privilege_type COLLATE "C")
	  FROM aclexplode(%s)};

sub privileges
{
	my ($acl, $kind, $owner) = @_;

	return '(' . sprintf($privileges, "COALESCE($acl, acldefault($kind, $owner))") . ')';
}

# Each gives (object, what): the first line names the object, the rest say what it is. pg_attver is
# a mark of the server's own on a column, a place in the WAL.
my @queries = (
	q{SELECT format('extension %s', extname), concat_ws(' ', extversion, extnamespace::regnamespace, extowner::regrole)
	    FROM pg_extension WHERE extname = 'orderhook'},
	# Whatever there is in the schema or belongs to the extension, also of kinds that nothing below looks into.
	q{SELECT format('object %s', pg_describe_object(classid, objid, objsubid)), ''
	    FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = 'orderhook'::regnamespace},
	q{SELECT format('member %s', pg_describe_object(classid, objid, 0)), '' FROM member},
	q{SELECT format('%s depends on the extension', pg_describe_object(d.classid, d.objid, d.objsubid)),
	         string_agg(DISTINCT pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), ', ')
	    FROM member m JOIN pg_depend d ON (d.refclassid, d.refobjid) = (m.classid, m.objid)
	   WHERE d.deptype = 'n' AND NOT EXISTS (SELECT FROM member x WHERE (x.classid, x.objid) = (d.classid, d.objid))
	   GROUP BY 1},
	q{SELECT format('schema %s', nspname), concat_ws(E'\n', nspowner::regrole, obj_description(oid, 'pg_namespace'), }
	  . privileges('nspacl', "'n'", 'nspowner') . q{) FROM pg_namespace WHERE nspname = 'orderhook'},
	q{SELECT format('default privileges of %s', defaclrole::regrole), concat_ws(' ', defaclobjtype, defaclacl)
	    FROM pg_default_acl WHERE defaclnamespace = 'orderhook'::regnamespace},
	q{SELECT format('relation %s', oid::regclass),
	         concat_ws(E'\n', relkind, relpersistence, relowner::regrole, relreplident, reloptions,
	                   CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
	                   (SELECT amname FROM pg_am WHERE pg_am.oid = relam), obj_description(oid, 'pg_class'), }
	  . privileges('relacl', "CASE relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r' END", 'relowner') . q{) FROM relation},
	q{SELECT format('column %s.%I', c.oid::regclass, attname),
	         concat_ws(E'\n', row_number() OVER (PARTITION BY c.oid ORDER BY attnum), format_type(atttypid, atttypmod),
	                   CASE WHEN attnotnull THEN 'not null' END, pg_get_expr(adbin, adrelid), attcollation::regcollation,
	                   format('identity <%s> generated <%s> storage %s compression <%s> statistics %s',
	                          attidentity, attgenerated, attstorage, attcompression, attstattarget),
	                   (SELECT array_agg(o) FROM unnest(attoptions) o WHERE o NOT LIKE 'pg_attver=%'), col_description(c.oid, attnum), }
	  . privileges('attacl', "'c'", 'relowner') . q{)
	    FROM relation c
	    JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	    LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum},
	q{SELECT format('sequence %s', seqrelid::regclass),
	         concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
	    FROM pg_sequence JOIN relation c ON seqrelid = c.oid},
	q{SELECT format('constraint %I of %s', conname, conrelid::regclass),
	         concat_ws(E'\n', pg_get_constraintdef(s.oid), convalidated, obj_description(s.oid, 'pg_constraint'))
	    FROM pg_constraint s JOIN relation c ON conrelid = c.oid},
	q{SELECT format('index %s', indexrelid::regclass),
	         concat_ws(E'\n', pg_get_indexdef(indexrelid),
	                   format('valid %s clustered %s replica identity %s', indisvalid, indisclustered, indisreplident))
	    FROM pg_index JOIN relation c ON indrelid = c.oid},
	q{SELECT format('view %s', oid::regclass), pg_get_viewdef(oid) FROM relation WHERE relkind = 'v'},
	q{SELECT format('trigger %I of %s', tgname, tgrelid::regclass),
	         concat_ws(E'\n', pg_get_triggerdef(t.oid), tgenabled, obj_description(t.oid, 'pg_trigger'))
	    FROM pg_trigger t JOIN relation c ON tgrelid = c.oid},
	q{SELECT format('policy %I of %s', polname, polrelid::regclass),
	         concat_ws(E'\n', polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
	    FROM pg_policy JOIN relation c ON polrelid = c.oid},
	q{SELECT format('enum %s', enumtypid::regtype), string_agg(enumlabel, ', ' ORDER BY enumsortorder)
	    FROM pg_enum WHERE enumtypid IN (SELECT objid FROM member) GROUP BY 1},
	q{SELECT format('type %s', oid::regtype), concat_ws(E'\n', typowner::regrole, obj_description(oid, 'pg_type'), }
	  . privileges('typacl', "'T'", 'typowner') . q{)
	    FROM pg_type WHERE typelem = 0 AND (typnamespace = 'orderhook'::regnamespace OR oid IN (SELECT objid FROM member))},
	q{SELECT format('function %s', oid::regprocedure),
	         concat_ws(E'\n', proowner::regrole, pg_get_functiondef(oid), obj_description(oid, 'pg_proc'), }
	  . privileges('proacl', "'f'", 'proowner') . q{)
	    FROM pg_proc WHERE pronamespace = 'orderhook'::regnamespace OR oid IN (SELECT objid FROM member)});

my $members = q{
	SET search_path = '';
	WITH member AS (
		SELECT d.classid, d.objid
		  FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		 WHERE d.deptype = 'e' AND e.extname = 'orderhook'),
	relation AS (
		SELECT * FROM pg_class
		 WHERE relnamespace = 'orderhook'::regnamespace
		    OR reltype IN (SELECT objid FROM member WHERE classid = 'pg_type'::regclass)),};

my $all = q{SELECT concat_ws(E'\n', object, what) FROM entry ORDER BY object COLLATE "C", what COLLATE "C"};

# Definitions name what they use with its schema. A line for each fact, so that a difference can be read.
sub catalogue
{
	my ($node, $database) = @_;

	return $node->safe_psql($database, "$members entry (object, what) AS (" . join("\nUNION ALL\n", @queries) . ") $all");
}

# Are two the same? Where they are not, what differs is told as diff tells it.
sub is_catalogue
{
	my ($got, $expected, $name) = @_;
	my $folder = PostgreSQL::Test::Utils::tempdir();

	return if ok($got eq $expected, $name);
	append_to_file("$folder/expected", "$expected\n");
	append_to_file("$folder/got", "$got\n");
	diag(scalar(`diff -U 3 $folder/expected $folder/got`));
	return;
}

1;
