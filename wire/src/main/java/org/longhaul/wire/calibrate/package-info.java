/**
 * Constants of one's own hosts from a wire run: half of its rows set them, the other half judges them.
 *
 * <p>{@link org.longhaul.wire.calibrate.Calibration} is the way in; {@link org.longhaul.wire.calibrate.HostsFile} writes what any
 * scenario can take.
 */
@NullMarked
package org.longhaul.wire.calibrate;

import org.jspecify.annotations.NullMarked;
