package org.longhaul.study.price;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.ShippedTable;

/**
 * Prices that one provider lists, or that were paid on one route, as they come with the program: each with its source and its date.
 *
 * @param byKey by {@link PriceKey#id()}, for accelerators followed by a slash and the id of the device
 */
record PriceList(Map<String, SourcedValue> byKey) {
    private static final int CELLS = 5;

    PriceList {
        byKey = ImmutableMap.copyOf(byKey);
    }

    /** Read once: it is asked for each point of a plan. */
    private static final class Shipped {
        private static final Map<String, PriceList> LISTS = read();

        private static Map<String, PriceList> read() {
            Map<String, Map<String, SourcedValue>> lists = new LinkedHashMap<>();
            rows().forEach((id, value) -> {
                int end = id.indexOf('/');
                lists.computeIfAbsent(id.substring(0, end), list -> new LinkedHashMap<>())
                        .put(id.substring(end + 1), value);
            });
            ImmutableMap.Builder<String, PriceList> read = ImmutableMap.builder();
            lists.forEach((id, prices) -> read.put(id, new PriceList(prices)));
            return read.buildOrThrow();
        }
    }

    /** Those that come with the program, by their names. */
    static Map<String, PriceList> shipped() {
        return Shipped.LISTS;
    }

    /** All rows of the shipped table: prices by list, key and device. */
    static Map<String, SourcedValue> rows() {
        return ShippedTable.read(PriceList.class, "prices.txt", CELLS, PriceList::value);
    }

    private static SourcedValue value(List<String> cells) {
        return new SourcedValue(Double.parseDouble(cells.get(1)), cells.get(2) + "; " + cells.get(3), cells.get(4));
    }

    /**
     * The price of something; null if the list has none.
     *
     * @param device id of the accelerator; null where it is not known
     */
    @Nullable
    SourcedValue price(PriceKey key, @Nullable String device) {
        return key == PriceKey.ACCELERATOR_HOUR ? byKey.get(key.id() + "/" + device) : byKey.get(key.id());
    }
}
