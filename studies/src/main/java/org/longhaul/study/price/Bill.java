package org.longhaul.study.price;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.compute.DeviceProfile;
import org.longhaul.simulator.compute.DeviceTable;

/**
 * What a training costs by the prices that are stated.
 *
 * @param dollars sum of the items; null where nothing is priced
 * @param kilowattHours energy of the accelerators; null where no power is known
 * @param items what the sum consists of
 * @param sources where the prices and powers are from, with their dates
 * @param notPriced what nobody states a price or a power for
 */
public record Bill(
        @Nullable Double dollars,
        @Nullable Double kilowattHours,
        List<Item> items,
        List<String> sources,
        List<String> notPriced) {
    private static final double SECONDS_PER_HOUR = 3600;
    /** A month of billing: a twelfth of 365.25 days. */
    private static final double SECONDS_PER_MONTH = 365.25 * 86_400 / 12;

    private static final double WATTS_PER_KILOWATT = 1000;
    private static final double BYTES_PER_GIGABYTE = 1e9;
    private static final double BITS_PER_GIGABIT = 1e9;

    /** A part of the sum. */
    public record Item(String what, double dollars) {}

    public Bill {
        items = List.copyOf(items);
        sources = List.copyOf(sources);
        notPriced = List.copyOf(notPriced);
    }

    /** The bill of a training. */
    public static Bill of(Consumption used, Prices prices) {
        return new Writer(used, prices).bill();
    }

    private static final class Writer {
        private final Consumption used;
        private final Prices prices;
        private final List<Item> items = new ArrayList<>();
        private final List<String> sources = new ArrayList<>();
        private final List<String> notPriced = new ArrayList<>();

        Writer(Consumption used, Prices prices) {
            this.used = used;
            this.prices = prices;
        }

        Bill bill() {
            double acceleratorHours = used.accelerators() * used.seconds() / SECONDS_PER_HOUR;
            price("accelerator-hours", prices.of(PriceKey.ACCELERATOR_HOUR, used), acceleratorHours);
            egress();
            Double leased = used.leasedBitsPerSecond();
            price(
                    "leased line",
                    leased == null ? null : prices.of(PriceKey.GIGABIT_MONTH, used),
                    leased == null ? 0 : leased / BITS_PER_GIGABIT * used.seconds() / SECONDS_PER_MONTH);
            Double energy = energy();
            price(
                    "electricity",
                    energy == null ? null : prices.of(PriceKey.KILOWATT_HOUR, used),
                    energy == null ? 0 : energy);
            Double sum = items.isEmpty()
                    ? null
                    : Double.valueOf(items.stream().mapToDouble(Item::dollars).sum());
            return new Bill(sum, energy, items, sources, notPriced);
        }

        private void price(String what, @Nullable SourcedValue price, double amount) {
            if (price == null) {
                notPriced.add(what);
                return;
            }
            items.add(new Item(what, price.value() * amount));
            sources.add(what + ": " + price.source() + ", " + price.asOf());
        }

        private void egress() {
            Double ofLinks = used.linkDollars();
            SourcedValue price = prices.of(PriceKey.EGRESS_GIGABYTE, used);
            if (price == null && ofLinks != null) {
                items.add(new Item("egress", ofLinks));
                sources.add("egress: prices of the topology's links, whose notes say who states them");
                return;
            }
            price("egress", price, used.sentBytes() / BYTES_PER_GIGABYTE);
        }

        /** Kilowatt-hours of the accelerators; hosts, switches and cooling are not in it. */
        private @Nullable Double energy() {
            SourcedValue stated = prices.watts();
            double busy;
            if (stated != null) {
                busy = stated.value();
                sources.add("power: " + stated.source() + ", " + stated.asOf());
            } else {
                DeviceProfile device =
                        used.device() == null ? null : DeviceTable.shipped().get(used.device());
                if (device == null || device.watts() == null) {
                    notPriced.add("energy (no power is known)");
                    return null;
                }
                busy = device.watts();
                sources.add("power: " + device.source());
            }
            SourcedValue idleStated = prices.idleWatts();
            double idle = idleStated == null ? busy : idleStated.value();
            if (idleStated != null) {
                sources.add("power while waiting: " + idleStated.source() + ", " + idleStated.asOf());
            }
            double wattSeconds =
                    busy * used.computeSeconds() + idle * Math.max(0, used.seconds() - used.computeSeconds());
            return used.accelerators() * wattSeconds / SECONDS_PER_HOUR / WATTS_PER_KILOWATT;
        }
    }
}
