package org.longhaul.simulator.compute;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.FlopRate;

/** The shipped table of computing devices, each with its dated source. Immutable. */
public final class DeviceTable {

    private static final String RESOURCE = "devices.txt";
    private static final Precision[] COLUMNS = {Precision.BF16, Precision.FP16, Precision.TF32, Precision.FP32};

    private final Map<String, DeviceProfile> byId;

    private DeviceTable(Map<String, DeviceProfile> byId) {
        this.byId = Collections.unmodifiableMap(byId);
    }

    /** Read once: it is asked for by each method of each plan. */
    private static final class Shipped {
        private static final DeviceTable TABLE = read();
    }

    /** The shipped table. */
    public static DeviceTable shipped() {
        return Shipped.TABLE;
    }

    private static DeviceTable read() {
        InputStream stream = DeviceTable.class.getResourceAsStream(RESOURCE);
        if (stream == null) {
            throw new IllegalStateException("the device table is missing from the program's resources");
        }
        Map<String, DeviceProfile> byId = new LinkedHashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    DeviceProfile device = parse(line);
                    if (byId.put(device.id(), device) != null) {
                        throw new IllegalStateException(
                                String.format(Locale.ROOT, "device '%s' is listed twice", device.id()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the device table", e);
        }
        return new DeviceTable(byId);
    }

    private static DeviceProfile parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != COLUMNS.length + 6) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "device line must have %d cells: %s", COLUMNS.length + 6, line));
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip();
        }
        EnumMap<Precision, FlopRate> peak = new EnumMap<>(Precision.class);
        for (int i = 0; i < COLUMNS.length; i++) {
            String rate = cells[5 + i];
            if (!rate.isEmpty()) {
                peak.put(COLUMNS[i], FlopRate.parse(rate));
            }
        }
        return new DeviceProfile(
                cells[0],
                cells[1],
                cells[2].isEmpty() ? null : DataSize.parse(cells[2]),
                cells[3].isEmpty() ? null : Bandwidth.parse(cells[3]),
                cells[4].isEmpty() ? null : Integer.valueOf(cells[4]),
                peak,
                cells[cells.length - 1]);
    }

    /**
     * The device of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ones
     */
    public DeviceProfile get(String id) {
        DeviceProfile device = byId.get(id);
        if (device == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "device '%s' is unknown; known are %s%s",
                    id,
                    byId.keySet().stream().sorted().collect(Collectors.joining(", ")),
                    Spelling.maybe(id, byId.keySet())));
        }
        return device;
    }

    /** All devices, in the table's order. */
    public Collection<DeviceProfile> all() {
        return byId.values();
    }
}
