"""Questions to a build that its tables answer: functions of frames that give frames or frozen values."""
