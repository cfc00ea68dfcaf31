package org.longhaul.scenario;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.topology.unit.QuantityException;
import org.longhaul.topology.unit.Spelling;

/**
 * How fast one worker trains.
 *
 * @param perSecond the rate, above 0
 * @param unit what is counted
 */
public record Throughput(BigDecimal perSecond, Unit unit) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{0,18})?(?:[eE][-+]?[0-9]{1,2})?)\\s*([a-z]+)/s");

    /** What is counted. */
    public enum Unit {
        STEPS,
        TOKENS
    }

    /** Parses {@code 0.12 steps/s} or {@code 40000 tokens/s}. @throws QuantityException saying what is wrong */
    public static Throughput parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (matcher.matches()) {
            BigDecimal rate = new BigDecimal(matcher.group(1));
            if (rate.signum() > 0 && matcher.group(2).equals("steps")) {
                return new Throughput(rate, Unit.STEPS);
            }
            if (rate.signum() > 0 && matcher.group(2).equals("tokens")) {
                return new Throughput(rate, Unit.TOKENS);
            }
        }
        throw new QuantityException(
                "\"" + Spelling.excerpt(text) + "\" is not a throughput; allowed is a number above 0"
                        + " with the unit steps/s or tokens/s, such as \"0.12 steps/s\".");
    }

    /** Duration of a step that trains this many tokens, nanoseconds, rounded half up. */
    public long stepNanos(long tokensPerStep) {
        BigDecimal count = BigDecimal.valueOf(unit == Unit.STEPS ? 1 : tokensPerStep);
        return count.multiply(BigDecimal.valueOf(1_000_000_000L))
                .divide(perSecond, 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    @Override
    public String toString() {
        return perSecond.toPlainString() + (unit == Unit.STEPS ? " steps/s" : " tokens/s");
    }
}
