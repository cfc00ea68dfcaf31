/** Methods in which no exchange makes all workers equal: they keep near to each other by a few values or a few partners. */
@NullMarked
package org.longhaul.training.method.gossip;

import org.jspecify.annotations.NullMarked;
