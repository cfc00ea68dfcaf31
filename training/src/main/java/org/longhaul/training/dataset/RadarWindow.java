package org.longhaul.training.dataset;

import java.util.random.RandomGenerator;

/**
 * Windows of a radar in a room: the power of what comes back to two antennas, by the speed of what reflects it.
 *
 * <p><b>Model.</b> Trunk and limbs are two bumps in speed above a floor; the higher antenna sees more of what is high, the lower one of
 * what is low. The room scales speeds, by the angle at which an antenna looks, and powers. Features are log10 of the power at
 * speeds of 0, 0.2, ..., 2.2 m/s.
 *
 * <p>Not thread-safe.
 */
final class RadarWindow {
    private static final int ROWS = 12;
    private static final double STEP = 0.2;
    private static final double FLOOR = 0.02;

    /**
     * How a room is seen.
     *
     * @param angle of each antenna, a factor of speeds
     * @param gain of each antenna, a factor of powers
     * @param floor factor of the floor
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Room(double[] angle, double[] gain, double floor) {
        static Room of(RandomGenerator random, double shift) {
            return new Room(
                    new double[] {factor(random, 0.06 * shift), factor(random, 0.06 * shift)},
                    new double[] {factor(random, 0.25 * shift), factor(random, 0.25 * shift)},
                    factor(random, 0.4 * shift));
        }
    }

    private final double[][] features = new double[2][ROWS];

    private static double factor(RandomGenerator random, double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }

    /**
     * Draws a window.
     *
     * @param cadence factor of the user's speeds
     */
    void draw(Activity activity, double cadence, Room room, RandomGenerator random) {
        double height = activity.height + 0.06 * random.nextGaussian();
        double speed = activity.speed * cadence * factor(random, 0.15);
        double limbSpeed = activity.limbSpeed * cadence * factor(random, 0.12);
        double limbs = activity.limbSpeed > 0 ? 0.4 * factor(random, 0.3) : 0;
        for (int antenna = 0; antenna < 2; antenna++) {
            double seen = Math.exp((antenna == 0 ? 2.5 : -2.5) * (height - 0.9));
            for (int row = 0; row < ROWS; row++) {
                double at = row * STEP;
                double power = seen * bump(at - speed * room.angle[antenna], 0.22)
                        + limbs * bump(at - limbSpeed * room.angle[antenna], 0.45)
                        + FLOOR * room.floor;
                features[antenna][row] = 1 + Math.log10(power * room.gain[antenna]) + 0.12 * random.nextGaussian();
            }
        }
    }

    private static double bump(double distance, double width) {
        return Math.exp(-0.5 * distance * distance / (width * width));
    }

    /** A number of an antenna, of a size near 1. */
    double feature(int antenna, int row) {
        return features[antenna][row];
    }
}
