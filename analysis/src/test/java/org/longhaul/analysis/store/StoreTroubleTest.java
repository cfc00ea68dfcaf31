package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** What the native database engine refuses. */
class StoreTroubleTest {
    private static final Path FILE = Path.of("runs.duckdb");
    private static final StoreSettings SETTINGS = new StoreSettings(1, 64, false, false, Duration.ofSeconds(30));

    @Test
    void aStoreThatIsInUseIsAskedAgain() throws SQLException {
        DuckDBConnection connection = mock(DuckDBConnection.class);
        SQLException locked = new SQLException("IO Error: Could not set lock on file");
        try (MockedStatic<DriverManager> drivers = mockStatic(DriverManager.class)) {
            drivers.when(() -> DriverManager.getConnection(anyString(), any(Properties.class)))
                    .thenThrow(locked, locked)
                    .thenReturn(connection);
            assertThat(StoreConnection.open(FILE, SETTINGS)).isSameAs(connection);
            drivers.verify(() -> DriverManager.getConnection(anyString(), any(Properties.class)), times(3));
        }
    }

    @Test
    void anEngineThatCannotBeUnpackedSaysWhereItWouldGo() {
        try (MockedStatic<DriverManager> drivers = mockStatic(DriverManager.class)) {
            drivers.when(() -> DriverManager.getConnection(anyString(), any(Properties.class)))
                    .thenThrow(new ExceptionInInitializerError(
                            new UnsatisfiedLinkError("libduckdb_java.so: failed to map segment")));
            assertThatThrownBy(() -> StoreConnection.open(FILE, SETTINGS))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("libduckdb_java.so: failed to map segment")
                    .hasMessageContaining(System.getProperty("java.io.tmpdir"));
        }
    }

    @Test
    void aDamagedFileIsNotAskedAgain() {
        SQLException damaged = new SQLException("The file is not a valid DuckDB database file!");
        try (MockedStatic<DriverManager> drivers = mockStatic(DriverManager.class)) {
            drivers.when(() -> DriverManager.getConnection(anyString(), any(Properties.class)))
                    .thenThrow(damaged);
            assertThatThrownBy(() -> StoreConnection.open(FILE, SETTINGS))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("not a valid DuckDB database file");
            drivers.verify(() -> DriverManager.getConnection(anyString(), any(Properties.class)), times(1));
        }
    }
}
