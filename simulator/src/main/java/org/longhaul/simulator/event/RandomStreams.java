package org.longhaul.simulator.event;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.longhaul.extension.Hashes;

/**
 * The random streams of a run: one generator per named source, all from one master seed.
 *
 * <p>A stream's seed is a hash of (master seed, name, replication), so a source that is added or asked more often never
 * changes what another one draws. Noise that belongs to a place and a time, such as one worker's delay in one step, is
 * better drawn from the counter-based functions: their value depends on their arguments alone, whatever was drawn before.
 *
 * <p>Immutable, and thread-safe if who is told of questions is; the generators handed out are not thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/3485525">Steele, Vigna, "LXM: better splittable pseudorandom number generators (and
 *     almost as fast)", OOPSLA 2021: L64X128MixRandom</a>
 */
public final class RandomStreams {

    private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final double UNIT_53 = 0x1.0p-53;

    private final long masterSeed;
    private final Runnable asked;

    public RandomStreams(long masterSeed) {
        this(masterSeed, () -> {});
    }

    /**
     * Streams that tell when they are asked.
     *
     * @param asked called whenever a stream or a key is asked for: if it never was, every other seed would have given the same
     */
    public RandomStreams(long masterSeed, Runnable asked) {
        this.masterSeed = masterSeed;
        this.asked = asked;
    }

    /** A fresh generator at the start of the named stream. */
    public RandomGenerator stream(String name, long replication) {
        return ALGORITHM.create(key(name, replication));
    }

    /** The 64-bit key of a named stream: the first argument of the counter-based functions. */
    public long key(String name, long replication) {
        asked.run();
        long hash = Hashes.mix(masterSeed ^ 0x6A09E667F3BCC909L);
        for (int i = 0; i < name.length(); i++) {
            hash = Hashes.mix(hash + name.charAt(i) + 0x9E3779B97F4A7C15L);
        }
        return Hashes.mix(hash ^ Hashes.mix(replication + 0xBB67AE8584CAA73BL));
    }

    /** A 64-bit value that depends on the key and the two counters alone, for instance (worker, step). */
    public static long bits(long key, long first, long second) {
        return Hashes.mix(Hashes.mix(Hashes.mix(key) + first * 0x9E3779B97F4A7C15L) + second * 0xD1342543DE82EF95L);
    }

    /** Uniform in [0, 1), from the key and the two counters alone. */
    public static double uniform(long key, long first, long second) {
        return (bits(key, first, second) >>> 11) * UNIT_53;
    }

    /** Exponential with mean 1, from the key and the two counters alone. */
    public static double exponential(long key, long first, long second) {
        return -StrictMath.log1p(-uniform(key, first, second));
    }

    /** Standard normal (Box-Muller), from the key and the two counters alone. */
    public static double gaussian(long key, long first, long second) {
        long bits = bits(key, first, second);
        double radius = StrictMath.sqrt(-2 * StrictMath.log1p(-(bits >>> 11) * UNIT_53));
        double angle = 2 * StrictMath.PI * (Hashes.mix(bits + 0x9E3779B97F4A7C15L) >>> 11) * UNIT_53;
        return radius * StrictMath.cos(angle);
    }
}
