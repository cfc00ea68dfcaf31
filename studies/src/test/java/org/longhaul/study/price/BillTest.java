package org.longhaul.study.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class BillTest {
    /** An hour of 16 accelerators, half of it computing; a terabyte sent; a line of 10 Gbit/s. */
    private static final Consumption HOUR = new Consumption(3600, 1800, 16, 1e12, null, 10e9, null);

    private static SourcedValue of(double value) {
        return new SourcedValue(value, "a test", "2026-10");
    }

    @Test
    void whatNobodyPricesIsNotPriced() {
        Bill bill = Bill.of(HOUR, PriceSection.none());
        assertThat(bill.dollars()).isNull();
        assertThat(bill.kilowattHours()).isNull();
        assertThat(bill.items()).isEmpty();
        assertThat(bill.notPriced())
                .containsExactly(
                        "accelerator-hours", "egress", "leased line", "energy (no power is known)", "electricity");
    }

    @Test
    void everyItemIsAmountTimesPrice() {
        PriceSection prices = new PriceSection(of(2), of(0.05), of(730.5), of(500), of(100), of(0.2), 1);
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
        Bill twice = Bill.of(HOUR, prices.times("egressGigabyte", 2));
        assertThat(twice.dollars()).isNotNull().isCloseTo(142.96, within(1e-9));
    }

    @Test
    void theTopologysPricesAndTheDevicesPowerAreTakenWhereNoneIsStated() {
        Bill bill = Bill.of(new Consumption(3600, 1800, 16, 1e12, 12.5, null, "h100-sxm"), PriceSection.none());
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
}
