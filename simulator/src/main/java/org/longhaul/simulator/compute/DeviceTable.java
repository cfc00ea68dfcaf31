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

    /** Reads the shipped table. */
    public static DeviceTable shipped() {
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
        if (cells.length != COLUMNS.length + 4) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "device line must have %d cells: %s", COLUMNS.length + 4, line));
        }
        EnumMap<Precision, FlopRate> peak = new EnumMap<>(Precision.class);
        for (int i = 0; i < COLUMNS.length; i++) {
            String rate = cells[3 + i].strip();
            if (!rate.isEmpty()) {
                peak.put(COLUMNS[i], FlopRate.parse(rate));
            }
        }
        return new DeviceProfile(
                cells[0].strip(),
                cells[1].strip(),
                DataSize.parse(cells[2].strip()),
                peak,
                cells[cells.length - 1].strip());
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
                    Locale.ROOT, "device '%s' is unknown; known are %s", id, String.join(", ", byId.keySet())));
        }
        return device;
    }

    /** All devices, in the table's order. */
    public Collection<DeviceProfile> all() {
        return byId.values();
    }
}
