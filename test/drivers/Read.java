// Read.java
//	What a program gets through JDBC: java -cp postgresql.jar Read.java URL VIEW...
//
// Prints a JSON array a line, as read.js and read.pl do: ["view", name, remarks] and ["column", view, name,
// kind, remarks] for what DatabaseMetaData lists of the schema, ["type", view, column, kind] for what a query's
// metadata says, and ["row", view, value...] for each row.
import java.sql.*;
import java.time.*;
import java.time.format.DateTimeFormatter;
import org.postgresql.util.PGInterval;

class Read {
	static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

	public static void main(String[] args) throws SQLException {
		try (Connection connection = DriverManager.getConnection(args[0])) {
			list(connection.getMetaData());
			for (int i = 1; i < args.length; i++)
				read(connection, args[i]);
		}
	}

	static void list(DatabaseMetaData about) throws SQLException {
		try (ResultSet r = about.getTables(null, "orderhook", "%", new String[] {"VIEW"})) {
			while (r.next())
				print("view", r.getString("TABLE_NAME"), r.getString("REMARKS"));
		}
		try (ResultSet r = about.getColumns(null, "orderhook", "%", "%")) {
			while (r.next())
				print("column", r.getString("TABLE_NAME"), r.getString("COLUMN_NAME"),
					kind(r.getInt("DATA_TYPE"), r.getString("TYPE_NAME")), r.getString("REMARKS"));
		}
	}

	static void read(Connection connection, String view) throws SQLException {
		try (Statement statement = connection.createStatement();
			ResultSet r = statement.executeQuery("SELECT * FROM orderhook." + view)) {
			ResultSetMetaData about = r.getMetaData();
			int columns = about.getColumnCount();
			String[] kinds = new String[columns + 1];

			for (int i = 1; i <= columns; i++) {
				kinds[i] = kind(about.getColumnType(i), about.getColumnTypeName(i));
				print("type", view, about.getColumnName(i), kinds[i]);
			}
			while (r.next()) {
				String[] row = new String[columns + 2];
				row[0] = "row";
				row[1] = view;
				for (int i = 1; i <= columns; i++)
					row[i + 1] = value(r, i, kinds[i]);
				print(row);
			}
		}
	}

	static String kind(int type, String name) {
		switch (type) {
			case Types.NUMERIC: case Types.BIGINT: case Types.INTEGER: case Types.SMALLINT: return "number";
			case Types.BIT: return "boolean";
			case Types.DATE: return "date";
			case Types.TIME: return "time";
			case Types.TIMESTAMP: return "timestamp";
			case Types.VARCHAR: return "text";
			case Types.ARRAY: return "array";
			case Types.OTHER: return name.equals("jsonb") || name.equals("interval") ? name : "other " + name;
			default: return type + " " + name;
		}
	}

	static String value(ResultSet r, int i, String kind) throws SQLException {
		String value;
		switch (kind) {
			case "number": value = r.getObject(i) == null ? null : r.getBigDecimal(i).toPlainString(); break;
			case "boolean": value = r.getBoolean(i) ? "t" : "f"; break;
			case "date": LocalDate date = r.getObject(i, LocalDate.class); value = date == null ? null : date.toString(); break;
			case "timestamp": value = moment(r.getObject(i, OffsetDateTime.class)); break;
			case "interval": value = seconds((PGInterval) r.getObject(i)); break;
			default: value = r.getString(i);
		}
		return r.wasNull() ? null : value;
	}

	static String moment(OffsetDateTime time) {
		return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC).format(MICROSECONDS);
	}

	static String seconds(PGInterval i) {
		return i == null ? null : Long.toString(i.getDays() * 86400L + i.getHours() * 3600L + i.getMinutes() * 60L + i.getWholeSeconds());
	}

	static void print(String... parts) {
		StringBuilder line = new StringBuilder();
		for (String part : parts)
			line.append(line.length() == 0 ? '[' : ',').append(part == null ? "null" : quote(part));
		System.out.println(line.append(']'));
	}

	// As ASCII, whatever the encoding of the output.
	static String quote(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (char c : text.toCharArray()) {
			if (c < ' ' || c > '~' || c == '"' || c == '\\')
				quoted.append(String.format("\\u%04x", (int) c));
			else
				quoted.append(c);
		}
		return quoted.append('"').toString();
	}
}
