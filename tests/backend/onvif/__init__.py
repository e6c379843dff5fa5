"""Reading cameras that speak ONVIF, against make-believe ones on real sockets."""
