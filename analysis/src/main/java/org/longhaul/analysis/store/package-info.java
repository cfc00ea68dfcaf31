/**
 * The embedded database of all runs, a DuckDB file.
 *
 * <p>The JSON records in the run directories are the truth; the database can be rebuilt from them at any time. Its tables and
 * views are documented in {@code schema.sql} beside this package and in the database itself ({@code duckdb_tables()}).
 */
@NullMarked
package org.longhaul.analysis.store;

import org.jspecify.annotations.NullMarked;
