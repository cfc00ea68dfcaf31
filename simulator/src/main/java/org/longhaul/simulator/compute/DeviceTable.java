package org.longhaul.simulator.compute;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.longhaul.extension.ShippedTable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.FlopRate;

/** The shipped table of computing devices, each with its dated source. Immutable. */
public final class DeviceTable {

    private static final Precision[] COLUMNS = {Precision.BF16, Precision.FP16, Precision.TF32, Precision.FP32};
    /** Cells before those of the precisions, behind which only the source stands. */
    private static final int BEFORE = 5;

    private static final int CELLS = BEFORE + COLUMNS.length + 1;

    private final Map<String, DeviceProfile> byId;

    private DeviceTable(Map<String, DeviceProfile> byId) {
        this.byId = byId;
    }

    /** Read once: it is asked for by each method of each plan. */
    private static final class Shipped {
        private static final DeviceTable TABLE =
                new DeviceTable(ShippedTable.read(DeviceTable.class, "devices.txt", CELLS, DeviceTable::device));
    }

    /** The shipped table. */
    public static DeviceTable shipped() {
        return Shipped.TABLE;
    }

    private static DeviceProfile device(List<String> cells) {
        EnumMap<Precision, FlopRate> peak = new EnumMap<>(Precision.class);
        for (int i = 0; i < COLUMNS.length; i++) {
            String rate = cells.get(BEFORE + i);
            if (!rate.isEmpty()) {
                peak.put(COLUMNS[i], FlopRate.parse(rate));
            }
        }
        return new DeviceProfile(
                cells.get(0),
                cells.get(1),
                cells.get(2).isEmpty() ? null : DataSize.parse(cells.get(2)),
                cells.get(3).isEmpty() ? null : Bandwidth.parse(cells.get(3)),
                cells.get(4).isEmpty() ? null : Integer.valueOf(cells.get(4)),
                peak,
                cells.get(CELLS - 1));
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
