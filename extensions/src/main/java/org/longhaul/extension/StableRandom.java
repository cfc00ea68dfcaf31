package org.longhaul.extension;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A random stream that gives the same numbers on every JDK. The JDK's normal numbers do not: those of the tail, one of 3,600, are
 * made of exponential numbers, and newer JDKs draw fewer of these where one is large, so that all that follows in the stream is
 * another. Here the tail is drawn as JDK 17 does, bit for bit.
 *
 * <p>Left as it is: newer JDKs round some normal numbers once instead of twice, which shows in the last of 53 bits of one in some
 * tens of millions and moves nothing else.
 *
 * <p>Thread-safety: one thread at a time.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-8284493">JDK-8284493</a>; McFarland, "A modified ziggurat algorithm", 2016;
 *     Marsaglia, "Generating a variable from the tail of the normal distribution", 1964
 */
public final class StableRandom implements RandomGenerator {
    private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
            RandomGeneratorFactory.of("L64X128MixRandom");
    /** Where the tail begins, 3.6360066255009455861: beyond it the JDK has no layers. */
    private static final double TAIL = 0x1.d168aa44486edp1;
    /** Numbers by which a draw has found that it falls into the tail. */
    private static final int UNTIL_TAIL = 2;

    private final RandomGenerator source;
    private final Tape tape = new Tape();

    /** The stream of a seed. */
    public StableRandom(long seed) {
        this(ALGORITHM.create(seed));
    }

    /** The numbers of another stream, which nobody else draws from. */
    public StableRandom(RandomGenerator source) {
        this.source = source;
    }

    @Override
    public long nextLong() {
        return source.nextLong();
    }

    @Override
    public int nextInt() {
        return source.nextInt();
    }

    @Override
    public int nextInt(int bound) {
        return source.nextInt(bound);
    }

    @Override
    public float nextFloat() {
        return source.nextFloat();
    }

    @Override
    public double nextDouble() {
        return source.nextDouble();
    }

    @Override
    public boolean nextBoolean() {
        return source.nextBoolean();
    }

    @Override
    public double nextExponential() {
        return source.nextExponential();
    }

    @Override
    public double nextGaussian() {
        tape.clear();
        double drawn = tape.nextGaussian();
        if (Math.abs(drawn) <= TAIL) {
            return drawn;
        }
        tape.rewind(UNTIL_TAIL);
        double beyond;
        do {
            beyond = 1 / TAIL * tape.nextExponential();
        } while (tape.nextExponential() < 0.5 * beyond * beyond);
        return Math.copySign(TAIL + beyond, drawn);
    }

    /** Numbers of the source, which can be drawn once more. */
    private final class Tape implements RandomGenerator {
        private long[] drawn = new long[16];
        private int length;
        private int at;

        void clear() {
            length = 0;
            at = 0;
        }

        void rewind(int to) {
            at = to;
        }

        @Override
        public long nextLong() {
            if (at == length) {
                if (length == drawn.length) {
                    drawn = Arrays.copyOf(drawn, 2 * length);
                }
                drawn[length++] = source.nextLong();
            }
            return drawn[at++];
        }
    }
}
