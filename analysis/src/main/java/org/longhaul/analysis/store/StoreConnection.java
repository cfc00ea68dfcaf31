package org.longhaul.analysis.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** Opens the database file and turns the engine's refusals into messages for people. */
final class StoreConnection {

    private static final long RETRY_MILLIS = 100;

    private StoreConnection() {}

    /** Connects with the settings, waiting while another process has the file. */
    static DuckDBConnection open(Path file, StoreSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("threads", Integer.toString(settings.threads()));
        properties.setProperty("memory_limit", settings.memoryMebibytes() + "MiB");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        if (settings.isolated()) {
            properties.setProperty("enable_external_access", "false");
            properties.setProperty("lock_configuration", "true");
        }
        if (settings.readOnly()) {
            properties.setProperty(DuckDBDriver.DUCKDB_READONLY_PROPERTY, "true");
        }
        long deadline = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            try {
                return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, properties);
            } catch (SQLException e) {
                if (!isLocked(e)) {
                    throw new StoreException(
                            file + " cannot be opened as a store of runs: " + firstLine(e)
                                    + "\nMaybe it is damaged or not a store: it can be rebuilt from the run directories.",
                            e);
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new StoreException(
                            file
                                    + " is in use by another process.\nMaybe another run is writing its results: wait for it, or"
                                    + " close the program that has the store open.",
                            e);
                }
                pause();
            } catch (LinkageError | RuntimeException e) {
                throw new StoreException(
                        "the database engine cannot be loaded: " + reason(e)
                                + "\nMaybe the folder for temporary files, "
                                + System.getProperty("java.io.tmpdir")
                                + ", is full, missing or read-only: -Djava.io.tmpdir=DIR names another.",
                        e);
            }
        }
    }

    /** The innermost cause; the outer ones only say that a class could not be initialized. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static boolean isLocked(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Could not set lock") || message.contains("being used by another process");
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while waiting for the store.", e);
        }
    }

    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
