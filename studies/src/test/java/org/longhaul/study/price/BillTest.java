package org.longhaul.study.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.compute.DeviceTable;

final class BillTest {
    /** An hour of 16 accelerators, half of it computing; a terabyte sent; a line of 10 Gbit/s. */
    private static final Consumption HOUR = new Consumption(3600, 1800, 16, 1e12, null, 10e9, null);

    private static final Prices NONE = Prices.of(PriceSection.none());

    private static Prices listed(String... lists) {
        return Prices.of(new PriceSection(List.of(lists), null, of(0.05), null, null, null, null, 1));
    }

    private static Consumption ofDevice(@Nullable String device, @Nullable Double linkDollars) {
        return new Consumption(3600, 1800, 16, 1e12, linkDollars, 10e9, device);
    }

    private static SourcedValue of(double value) {
        return new SourcedValue(value, "a test", "2026-10");
    }

    @Test
    void whatNobodyPricesIsNotPriced() {
        Bill bill = Bill.of(HOUR, NONE);
        assertThat(bill.dollars()).isNull();
        assertThat(bill.kilowattHours()).isNull();
        assertThat(bill.items()).isEmpty();
        assertThat(bill.notPriced())
                .containsExactly(
                        "accelerator-hours", "egress", "leased line", "energy (no power is known)", "electricity");
    }

    @Test
    void everyItemIsAmountTimesPrice() {
        Prices prices =
                Prices.of(new PriceSection(List.of(), of(2), of(0.05), of(730.5), of(500), of(100), of(0.2), 1));
        Bill bill = Bill.of(HOUR, prices);
        // 16 hours; 1000 GB; 10 Gbit/s for one of the 730.5 hours of a month; 16 x (500 + 100) / 2 W for an hour.
        assertThat(bill.items())
                .extracting(Bill.Item::what, item -> Math.round(item.dollars() * 1e6) / 1e6)
                .containsExactly(
                        tuple("accelerator-hours", 32.0),
                        tuple("egress", 50.0),
                        tuple("leased line", 10.0),
                        tuple("electricity", 0.96));
        assertThat(bill.dollars()).isNotNull().isCloseTo(92.96, within(1e-9));
        assertThat(bill.kilowattHours()).isNotNull().isCloseTo(4.8, within(1e-12));
        assertThat(bill.notPriced()).isEmpty();
        Bill twice = Bill.of(HOUR, prices.times(PriceKey.EGRESS_GIGABYTE, 2));
        assertThat(twice.dollars()).isNotNull().isCloseTo(142.96, within(1e-9));
    }

    @Test
    void theTopologysPricesAndTheDevicesPowerAreTakenWhereNoneIsStated() {
        Bill bill = Bill.of(new Consumption(3600, 1800, 16, 1e12, 12.5, null, "h100-sxm"), NONE);
        assertThat(bill.dollars()).isEqualTo(12.5);
        // 700 W by the data sheet, all the time: an upper bound.
        assertThat(bill.kilowattHours()).isNotNull().isCloseTo(11.2, within(1e-12));
        assertThat(bill.sources()).anyMatch(source -> source.contains("H100"));
    }

    @Test
    void aPriceHasASourceAndADate() {
        assertThatThrownBy(() -> new SourcedValue(1, " ", "2026")).hasMessageContaining("source");
        assertThatThrownBy(() -> new SourcedValue(1, "me", "soon")).hasMessageContaining("asOf");
        assertThatThrownBy(() -> new SourcedValue(-1, "me", "2026")).hasMessageContaining("value");
    }

    @Test
    void whatIsNotStatedCostsWhatTheFirstListSaysThatHasAPrice() {
        Bill bill = Bill.of(ofDevice("h100-sxm", null), listed("london-new-york", "aws"));
        // 16 hours at an eighth of 55.04; 1000 GB at the stated price; 10 Gbit/s for an hour of 730.5 at 800 a month
        // and Gbit/s.
        assertThat(bill.items())
                .extracting(Bill.Item::what, item -> Math.round(item.dollars() * 1e4) / 1e4)
                .containsExactly(
                        tuple("accelerator-hours", 110.08), tuple("egress", 50.0), tuple("leased line", 10.9514));
        assertThat(bill.sources())
                .anyMatch(source -> source.contains("p5.48xlarge") && source.endsWith("2026-11-09"))
                .anyMatch(source -> source.contains("TeleGeography") && source.endsWith("2014-06"));
        assertThat(bill.notPriced()).containsExactly("electricity");
    }

    @Test
    void anAcceleratorThatIsNotKnownOrNotListedIsNotPriced() {
        assertThat(Bill.of(ofDevice(null, null), listed("aws")).notPriced()).contains("accelerator-hours");
        assertThat(Bill.of(ofDevice("t4", null), listed("aws")).notPriced()).contains("accelerator-hours");
    }

    @Test
    void pricesOfLinksStandBeforeThoseOfLists() {
        Prices lists = Prices.of(new PriceSection(List.of("aws"), null, null, null, null, null, null, 1));
        assertThat(Bill.of(ofDevice("h100-sxm", 12.5), lists).items()).contains(new Bill.Item("egress", 12.5));
        assertThat(Bill.of(ofDevice("h100-sxm", null), lists).items()).contains(new Bill.Item("egress", 20.0));
        assertThat(lists.usedFor(ofDevice("h100-sxm", 12.5)))
                .containsExactly(PriceKey.ACCELERATOR_HOUR, PriceKey.GIGABIT_MONTH);
        assertThat(lists.usedFor(ofDevice(null, null)))
                .containsExactly(PriceKey.EGRESS_GIGABYTE, PriceKey.GIGABIT_MONTH);
    }

    @Test
    void aListThatDoesNotShipIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> listed("awz"))
                .hasMessageContaining("lists (awz)")
                .hasMessageContaining("aws");
    }

    @Test
    void everyListedPriceNamesAKeyAndADeviceOfTheTableAndStandsInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("../docs/planning.md"));
        PriceList.rows().forEach((id, price) -> {
            String[] parts = id.split("/", -1);
            assertThat(Arrays.stream(PriceKey.values()).map(PriceKey::id)).contains(parts[1]);
            assertThat(parts).hasSize(parts[1].equals(PriceKey.ACCELERATOR_HOUR.id()) ? 3 : 2);
            if (parts.length == 3) {
                assertThat(DeviceTable.shipped().get(parts[2])).isNotNull();
            }
            assertThat(page)
                    .contains("| " + parts[0] + " | " + String.join(" ", parts).substring(parts[0].length() + 1) + " | "
                            + BigDecimal.valueOf(price.value())
                                    .stripTrailingZeros()
                                    .toPlainString() + " | "
                            + price.source() + " | " + price.asOf() + " |");
        });
    }
}
