/** Pictures of networks as SVG: geographic where places are known, otherwise by site, by layer, or by force. */
@NullMarked
package org.longhaul.topology.picture;

import org.jspecify.annotations.NullMarked;
