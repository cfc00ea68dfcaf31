package org.longhaul.topology;

import java.time.Duration;
import org.longhaul.extension.PlainNumber;

/**
 * A place on the earth (WGS 84, degrees).
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Coordinates(double latitude, double longitude) {
    /** Mean radius R1 of the earth, kilometres (International Union of Geodesy and Geophysics). */
    private static final double EARTH_RADIUS_KILOMETRES = 6371.0088;

    private static final double LIGHT_KILOMETRES_PER_SECOND = 299_792.458;

    /** Cable paths are longer than the great circle; 1.5 is the usual planning factor. */
    private static final double DETOUR = 1.5;

    /** Refuses values outside the ranges, NaN included. */
    public Coordinates {
        if (!(latitude >= -90 && latitude <= 90)) {
            throw new TopologyException("latitude is " + PlainNumber.of(latitude) + "; allowed: -90 to 90 degrees");
        }
        if (!(longitude >= -180 && longitude <= 180)) {
            throw new TopologyException("longitude is " + PlainNumber.of(longitude) + "; allowed: -180 to 180 degrees");
        }
    }

    /** Returns the great-circle distance in kilometres (haversine formula on a sphere of the mean radius). */
    public double kilometresTo(Coordinates other) {
        double lat1 = StrictMath.toRadians(latitude);
        double lat2 = StrictMath.toRadians(other.latitude);
        double sinLat = StrictMath.sin((lat2 - lat1) / 2);
        double sinLon = StrictMath.sin(StrictMath.toRadians(other.longitude - longitude) / 2);
        double h = sinLat * sinLat + StrictMath.cos(lat1) * StrictMath.cos(lat2) * sinLon * sinLon;
        return 2 * EARTH_RADIUS_KILOMETRES * StrictMath.asin(Math.min(1, Math.sqrt(h)));
    }

    /**
     * Returns the one-way latency inferred for a fibre to {@code other}: great-circle distance x 1.5, at two thirds of
     * the speed of light, rounded to a microsecond. An inference, to be recorded as such on the topology.
     */
    public Duration inferredLatencyTo(Coordinates other) {
        double seconds = kilometresTo(other) * DETOUR / (LIGHT_KILOMETRES_PER_SECOND * 2 / 3);
        return Duration.ofNanos(Math.round(seconds * 1e6) * 1000);
    }
}
