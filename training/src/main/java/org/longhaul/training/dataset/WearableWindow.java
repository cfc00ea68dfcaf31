package org.longhaul.training.dataset;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Windows of a six-axis sensor worn at the waist: 128 readings at 50 Hz of acceleration, in g, and turning, in rad/s.
 *
 * <p><b>Model.</b> Acceleration is gravity in the direction of the trunk's lean, plus two harmonics of the step frequency f along each axis
 * of the body, sideways at f / 2; turning is a sway at f plus the activity's own. The user's mounting, a rotation, and noise
 * come on top. Features of an axis are the mean and log10 of the power in five bands, of acceleration and of turning.
 *
 * <p>Not thread-safe.
 */
final class WearableWindow {
    private static final int READINGS = 128;
    private static final double HERTZ = 50;
    /** First Fourier bin of each band, of 50 / 128 Hz, and the one after the last. */
    private static final int[] BANDS = {1, 4, 6, 10, 16, 31};

    private static final int ROWS = 12;
    private static final double ACCELERATION_NOISE = 0.03;
    private static final double TURNING_NOISE = 0.06;

    /**
     * How somebody moves and wears the sensor.
     *
     * @param cadence factor of the step frequency and of speeds
     * @param bounce factor of the acceleration of a step
     * @param lean of the trunk beyond the activity's, degrees
     * @param mounting rotation [3][3] from the body to the sensor
     */
    @SuppressWarnings("ArrayRecordComponent")
    record User(double cadence, double bounce, double lean, double[][] mounting) {
        static User of(RandomGenerator random, double shift) {
            return new User(
                    Math.exp(0.06 * shift * random.nextGaussian()),
                    Math.exp(0.15 * shift * random.nextGaussian()),
                    2.5 * shift * random.nextGaussian(),
                    rotation(
                            0.15 * shift * random.nextGaussian(),
                            0.15 * shift * random.nextGaussian(),
                            0.3 * shift * random.nextGaussian()));
        }
    }

    private final double[][] readings = new double[6][READINGS];
    private final double[] cosines = new double[READINGS];
    private final double[] sines = new double[READINGS];

    WearableWindow() {
        for (int i = 0; i < READINGS; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / READINGS);
            sines[i] = Math.sin(2 * Math.PI * i / READINGS);
        }
    }

    /** Draws the readings of a window. */
    void draw(Activity activity, User user, RandomGenerator random) {
        double lean = Math.toRadians(activity.lean + user.lean + 4.5 * random.nextGaussian());
        double frequency = activity.cadence * user.cadence * Math.exp(0.06 * random.nextGaussian());
        double bounce = activity.bounce * user.bounce * Math.exp(0.2 * random.nextGaussian());
        double turning = activity.turning * (random.nextBoolean() ? 1 : -1) * Math.exp(0.25 * random.nextGaussian());
        double second = 0.4 + 0.1 * random.nextGaussian();
        double sway = bounce * (2 + 0.4 * random.nextGaussian());
        double[] phases = new double[8];
        Arrays.setAll(phases, i -> 2 * Math.PI * random.nextDouble());
        double[] body = new double[6];
        for (int t = 0; t < READINGS; t++) {
            double angle = 2 * Math.PI * frequency * t / HERTZ;
            body[0] = Math.sin(lean)
                    + 0.5 * bounce * (Math.cos(angle + phases[0]) + second * Math.cos(2 * angle + phases[1]));
            body[1] = 0.4 * bounce * Math.cos(angle / 2 + phases[2]);
            body[2] =
                    Math.cos(lean) + bounce * (Math.cos(angle + phases[3]) + second * Math.cos(2 * angle + phases[4]));
            body[3] = sway * 0.6 * Math.cos(angle / 2 + phases[5]);
            body[4] = sway * Math.cos(angle + phases[6]);
            body[5] = turning + sway * 0.8 * Math.cos(angle / 2 + phases[7]);
            for (int axis = 0; axis < 3; axis++) {
                double[] row = user.mounting[axis];
                readings[axis][t] = row[0] * body[0]
                        + row[1] * body[1]
                        + row[2] * body[2]
                        + ACCELERATION_NOISE * random.nextGaussian();
                readings[3 + axis][t] =
                        row[0] * body[3] + row[1] * body[4] + row[2] * body[5] + TURNING_NOISE * random.nextGaussian();
            }
        }
    }

    /** A number of an axis: the mean and five powers of acceleration, then those of turning; of a size near 1. */
    double feature(int axis, int row) {
        double[] signal = readings[row < ROWS / 2 ? axis : 3 + axis];
        int kind = row % (ROWS / 2);
        if (kind == 0) {
            double sum = 0;
            for (double reading : signal) {
                sum += reading;
            }
            return 2 * sum / READINGS;
        }
        return 1.8 + 0.5 * Math.log10(power(signal, BANDS[kind - 1], BANDS[kind]));
    }

    /** Mean square of the part of a signal in Fourier bins from one to before another. */
    private double power(double[] signal, int from, int to) {
        double power = 0;
        for (int bin = from; bin < to; bin++) {
            double real = 0;
            double imaginary = 0;
            // bin * t modulo the readings: divisions would take most of the time.
            int place = 0;
            for (int t = 0; t < READINGS; t++) {
                real += signal[t] * cosines[place];
                imaginary += signal[t] * sines[place];
                place += bin;
                place -= place < READINGS ? 0 : READINGS;
            }
            power += 2 * (real * real + imaginary * imaginary) / ((double) READINGS * READINGS);
        }
        return power;
    }

    /** Roll, then pitch, then yaw, radians. */
    private static double[][] rotation(double roll, double pitch, double yaw) {
        double cr = Math.cos(roll);
        double sr = Math.sin(roll);
        double cp = Math.cos(pitch);
        double sp = Math.sin(pitch);
        double cy = Math.cos(yaw);
        double sy = Math.sin(yaw);
        return new double[][] {
            {cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr},
            {sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr},
            {-sp, cp * sr, cp * cr}
        };
    }
}
