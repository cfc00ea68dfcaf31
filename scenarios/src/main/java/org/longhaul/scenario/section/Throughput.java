package org.longhaul.scenario.section;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.QuantityException;

/**
 * How fast one worker trains.
 *
 * @param perSecond the rate, above 0
 * @param unit what is counted
 */
public record Throughput(BigDecimal perSecond, Unit unit) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{0,18})?(?:[eE][-+]?[0-9]{1,2})?)\\s*([a-z]+)/s");

    private static final BigDecimal LEAST = new BigDecimal("0.0000001");
    private static final BigDecimal MOST = new BigDecimal("1000000000000");

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
            if (rate.compareTo(LEAST) < 0 || rate.compareTo(MOST) > 0) {
                throw new QuantityException("\"" + Spelling.excerpt(text) + "\" is no throughput of a worker; allowed: "
                        + LEAST.toPlainString() + " to " + MOST.toPlainString() + " steps or tokens a second");
            }
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

    /** Duration of a step that trains this many tokens, nanoseconds, rounded half up, and no longer than 292 years. */
    public long stepNanos(long tokensPerStep) {
        BigDecimal count = BigDecimal.valueOf(unit == Unit.STEPS ? 1 : tokensPerStep);
        return count.multiply(BigDecimal.valueOf(1_000_000_000L))
                .divide(perSecond, 0, RoundingMode.HALF_UP)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    @Override
    public String toString() {
        return perSecond.toPlainString() + (unit == Unit.STEPS ? " steps/s" : " tokens/s");
    }
}
