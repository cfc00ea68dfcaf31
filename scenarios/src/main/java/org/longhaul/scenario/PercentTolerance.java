package org.longhaul.scenario;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.QuantityException;

/**
 * How far one figure may lie from another.
 *
 * @param percent of the figure that it is judged by, in (0, {@value #MOST}]
 */
public record PercentTolerance(double percent) {
    private static final double MOST = 1000;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,6})?)\\s*%");

    public PercentTolerance {
        if (!(percent > 0 && percent <= MOST)) {
            throw new QuantityException("a tolerance (" + PlainNumber.of(percent) + " %) must lie in (0 %, 1000 %].");
        }
    }

    /** Parses {@code 25 %}. @throws QuantityException saying what is wrong */
    public static PercentTolerance parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new QuantityException("\"" + Spelling.excerpt(text)
                    + "\" is no tolerance; allowed is a number of percent above 0, such as \"25 %\".");
        }
        return new PercentTolerance(Double.parseDouble(matcher.group(1)));
    }

    /** Whether a share, such as 0.1 for a tenth, lies within it in either direction. */
    public boolean allows(double share) {
        return Math.abs(share) * 100 <= percent;
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + " %";
    }
}
