package org.longhaul.topology.build;

/**
 * A region of a provider, or one zone of it.
 *
 * @param region provider and region, {@code aws:us-east-1}
 * @param zone of the region, empty where none is named
 */
record CloudPlace(String region, String zone) {

    /** Takes {@code aws:us-east-1} or {@code aws:us-east-1/a} apart. */
    static CloudPlace of(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? new CloudPlace(name, "")
                : new CloudPlace(name.substring(0, slash), name.substring(slash + 1));
    }

    /** The provider. */
    String provider() {
        return region.substring(0, region.indexOf(':'));
    }
}
