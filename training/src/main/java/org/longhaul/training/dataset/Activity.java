package org.longhaul.training.dataset;

/** What somebody does, and how it shows on average in {@link WearableWindow} and {@link RadarWindow}. */
enum Activity {
    STAND(2, 0, 0, 0, 1.15, 0, 0),
    SIT(10, 0, 0, 0, 0.74, 0, 0),
    LIE(80, 0, 0, 0, 0.62, 0, 0),
    WALK(5, 1.85, 0.30, 0, 1.1, 1.2, 2.0),
    CLIMB(10, 1.65, 0.25, 0, 1.1, 0.60, 1.15),
    TURN(3, 0.9, 0.06, 1.0, 1.1, 0.45, 0.95);

    /** Lean of the trunk, degrees. */
    final double lean;
    /** Steps per second; 0 for none. */
    final double cadence;
    /** Acceleration of a step, g. */
    final double bounce;
    /** Turning about the vertical, rad/s. */
    final double turning;
    /** Height of the trunk above the floor, m. */
    final double height;
    /** Speed of the trunk, m/s. */
    final double speed;
    /** Speed of the limbs, m/s. */
    final double limbSpeed;

    Activity(
            double lean, double cadence, double bounce, double turning, double height, double speed, double limbSpeed) {
        this.lean = lean;
        this.cadence = cadence;
        this.bounce = bounce;
        this.turning = turning;
        this.height = height;
        this.speed = speed;
        this.limbSpeed = limbSpeed;
    }
}
